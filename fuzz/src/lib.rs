//! What the targets stand on: the project's rulebooks and some of its agencies.

use std::sync::LazyLock;

use chiso_intake::{Context, Vocabulary, agencies};
use chiso_scoring::agency::AgencyTree;
use chiso_scoring::rulebook::Rulebooks;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&Rulebooks::embedded()));

static TREE: LazyLock<AgencyTree> = LazyLock::new(|| {
    let lists: [&[u8]; 2] = [
        include_bytes!("../../data/agencies/nation.csv"),
        include_bytes!("../../data/agencies/phu-tho.csv"),
    ];
    let rows = lists.into_iter().flat_map(|list| agencies::csv(list).rows);
    AgencyTree::new(rows.map(|placed| placed.value)).expect("the project's own lists")
});

static CONTEXT: LazyLock<Context<'static>> = LazyLock::new(|| Context::new(&VOCABULARY, &TREE));

/// What rows are judged against.
pub fn context() -> &'static Context<'static> {
    &CONTEXT
}
