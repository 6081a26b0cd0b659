//! Dossiers and records: what every store's writer and log must do, whatever database lies below;
//! then what only the embedded database has to stand (`failures.rs`, `backup.rs`).
//!
//! Fixture values are all different, so that confusing two of them fails.

#![allow(clippy::unwrap_used, reason = "test code")]

mod backup;
mod books;
mod bounds;
mod failures;
mod joining;
mod log;
mod records;
mod sample;
mod senders;
mod shuffle;
mod threads;

use std::sync::Arc;

use chiso_store::{Limits, Store};

/// Small enough to stand at each bound and one past it.
pub const LIMITS: Limits =
    Limits { batch: 40, agencies: 6, answer: 30, asked: 3, queue: 60, group: 20, pages: None };

/// Runs a check on an empty store.
pub fn on_empty_store(check: impl FnOnce(&Arc<Store>)) {
    let dir = tempfile::tempdir().unwrap();
    check(&Arc::new(Store::open_with(dir.path(), LIMITS).unwrap()));
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
    joining::every_part_of_a_version_comes_back,
    joining::an_update_may_come_before_its_create,
    joining::a_repeat_changes_nothing,
    joining::an_older_snapshot_is_superseded,
    joining::one_group_makes_one_version_of_a_dossier,
    joining::nothing_said_of_an_unknown_dossier_is_nothing,
    joining::numbers_are_dense_and_stay_after_a_restart,
    joining::a_copy_of_the_index_is_read_on_from,
    joining::a_copy_of_another_index_is_not_believed,
    joining::the_follower_hears_before_the_sender,
    joining::agencies_go_through_the_writer,
    records::every_part_of_a_record_comes_back,
    records::the_greater_record_holds,
    records::subjects_are_dense_for_each_kind,
    records::keys_are_compared_part_by_part,
    records::records_as_known_at_a_revision,
    books::every_item_is_counted_once,
    books::days_senders_and_formats_are_counted_apart,
    books::what_is_held_back_is_listed_newest_first,
    books::nothing_personal_is_held,
    books::an_import_never_goes_back,
    books::a_submission_may_be_empty,
    senders::a_sender_is_known_by_its_moments,
    senders::a_repeat_is_a_sign_of_life,
    senders::senders_stay_after_a_restart,
    senders::agencies_are_fed_by_whoever_speaks_of_them,
    senders::volumes_are_counted_by_day_whatever_became_of_the_items,
    senders::what_is_refused_is_counted_by_reason_and_field,
    log::an_empty_store_answers,
    log::known_at_looks_back_in_revisions,
    log::versions_of_one_dossier,
    log::versions_since_a_place,
    log::a_page_of_dossiers_is_found_by_number,
    records::one_kind_alone,
    bounds::a_submission_ends_at_its_bound,
    bounds::a_group_ends_at_its_bound,
    bounds::a_dossier_ends_at_its_bound,
    bounds::the_queue_ends_at_its_bound,
    bounds::the_call_itself_must_be_right,
    threads::many_senders_share_a_writer,
    threads::what_waits_is_done_before_the_end,
    threads::nothing_is_taken_after_the_end,
    threads::one_writer_in_a_folder,
    threads::an_answer_that_panics_hurts_nobody,
    threads::a_follower_that_panics_stops_the_writer,
];
