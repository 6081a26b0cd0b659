//! What every store must do, whatever database lies below.
//!
//! Each function of the suite takes an empty [`Store`] with the small bounds of [`LIMITS`]; another
//! database runs the same functions by handing in its own. A function that is not listed here is
//! dead code, which the lints refuse.
//!
//! Fixture values are all different, so that confusing two of them fails; every query test has rows
//! that must not be found.

#![allow(clippy::unwrap_used, reason = "test code")]

mod accounts;
mod agencies;
mod alerts;
mod bounds;
mod captures;
mod closings;
mod directives;
mod figures;
mod import;
mod model;
mod packs;
mod sample;

use chiso_store::{Limits, Store};

/// Small enough to stand at each bound and one past it.
pub const LIMITS: Limits =
    Limits { batch: 40, agencies: 6, answer: 30, asked: 3, queue: 60, group: 20, pages: None };

/// Runs a function of the suite on an empty store.
pub fn on_empty_store(check: impl FnOnce(&Store)) {
    let dir = tempfile::tempdir().unwrap();
    check(&Store::open_with(dir.path(), LIMITS).unwrap());
}

macro_rules! conformance {
    ($($module:ident :: $name:ident),+ $(,)?) => {
        $(#[test]
        fn $name() {
            on_empty_store($module::$name);
        })+
    };
}

conformance![
    accounts::an_account_is_made_once,
    accounts::only_a_plain_name_is_an_account,
    accounts::a_session_comes_back_as_it_was_begun,
    accounts::a_session_begins_only_with_the_password_of_now,
    accounts::a_session_ends_by_hand,
    accounts::another_password_ends_all_sessions_of_its_account,
    accounts::a_disabled_account_signs_nobody_in,
    accounts::sessions_of_an_account_end_at_their_bound,
    accounts::ended_sessions_are_forgotten,
    accounts::accounts_end_at_the_bound_of_an_answer,
    agencies::an_agency_is_added_once,
    agencies::an_agency_comes_back_as_it_was,
    agencies::other_content_replaces_from_its_revision_on,
    agencies::one_call_cannot_contradict_itself,
    agencies::the_same_row_twice_in_a_call_counts_once,
    alerts::an_alert_comes_back_as_it_was,
    alerts::a_key_is_open_once,
    alerts::the_end_of_a_key_is_known_until_it_begins_again,
    alerts::the_same_answer_twice_is_one,
    alerts::what_was_closed_meanwhile_is_left_alone,
    alerts::an_address_is_told_of_each_event_once,
    alerts::the_newest_event_comes_first,
    alerts::a_revision_is_known_from_its_moment_on,
    alerts::findings_that_cannot_be_read_back_are_refused,
    bounds::a_batch_ends_at_its_bound,
    bounds::agencies_end_at_their_bound,
    bounds::an_answer_ends_at_its_bound,
    bounds::a_question_ends_at_its_bound,
    bounds::what_cannot_be_read_back_is_refused,
    bounds::agencies_that_cannot_be_read_back_are_refused,
    bounds::a_text_ends_at_its_bound,
    captures::every_item_is_counted_once,
    captures::repeats_found_while_reading_are_counted,
    captures::the_newest_import_comes_first,
    captures::an_import_that_adds_nothing_is_in_the_journal,
    captures::refused_values_are_kept_only_where_no_person_can_stand,
    captures::the_call_itself_must_be_right,
    closings::a_closing_comes_back_as_it_was_with_its_files,
    closings::one_closing_of_a_period_stands,
    closings::a_closing_is_reopened_once_and_the_next_names_it,
    closings::provisional_closings_stand_beside_each_other,
    closings::closings_as_known_at_a_revision,
    closings::what_of_a_closing_cannot_be_kept_is_refused,
    closings::a_file_of_a_closing_ends_at_its_bound,
    directives::a_directive_comes_back_as_it_was_issued,
    directives::a_repeat_issues_nothing,
    directives::another_order_under_a_number_or_key_is_a_conflict,
    directives::a_directive_is_closed_once,
    directives::directives_as_known_at_a_revision,
    directives::what_cannot_be_kept_is_refused,
    directives::texts_and_lists_end_at_their_bounds,
    figures::an_empty_store_answers,
    figures::a_missing_number_is_not_zero,
    figures::every_part_comes_back_as_it_was,
    figures::a_later_capture_stands_beside_the_earlier,
    figures::as_of_looks_back_in_time,
    figures::known_at_looks_back_in_revisions,
    figures::among_equals_the_newest_revision_then_the_last_source,
    figures::a_period_is_asked_exactly,
    figures::agencies_and_source_restrict,
    figures::figures_are_ordered,
    figures::periods_are_summed_up,
    figures::periods_as_known_at_a_revision,
    import::a_repeat_changes_nothing,
    import::decimals_are_compared_as_numbers,
    import::another_value_is_a_conflict,
    import::each_differing_field_is_named,
    import::a_file_may_contradict_itself,
    import::a_conflict_becomes_a_refusal_at_its_place,
    import::revisions_count_batches_that_add,
    import::a_refused_call_leaves_nothing,
    packs::a_word_about_a_pack_comes_back_as_it_was,
    packs::a_later_word_stands_after_the_earlier,
    packs::a_word_without_its_closing_is_refused,
    packs::words_end_at_the_bound_of_an_answer,
];
