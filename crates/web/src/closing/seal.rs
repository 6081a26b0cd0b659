//! STUB until the snapshot format is hooked in.

use chiso_report::snapshot::Frozen;
use chiso_scoring::agency::AgencyTree;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::Sheet;

use super::refused::Refused;

pub(super) struct Key([u8; 32]);
impl Key {
    pub fn new(seed: [u8; 32]) -> Self {
        Self(seed)
    }
    pub fn text(&self) -> String {
        format!("{:?}", self.0)
    }
    pub fn read(_: &str) -> Option<Self> {
        Some(Self([1; 32]))
    }
}
pub(super) struct Sealed {
    pub full: Vec<u8>,
    pub public: Vec<u8>,
    pub root: [u8; 32],
    pub signature: [u8; 64],
    pub key: [u8; 32],
}
pub(super) fn seal(_: &Frozen, _: &Key) -> Result<Sealed, Refused> {
    Err(Refused::Stale)
}
pub struct Opened {
    frozen: Frozen,
    tree: AgencyTree,
    rulebook: Rulebook,
}
impl Opened {
    pub fn frozen(&self) -> &Frozen {
        &self.frozen
    }
    pub fn tree(&self) -> &AgencyTree {
        &self.tree
    }
    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }
    pub fn sheet(&self) -> Sheet<'_> {
        unimplemented!()
    }
}
/// Opens.
pub fn open(_: &[u8]) -> Result<Opened, Refused> {
    Err(Refused::Stale)
}
pub(super) fn rulebook(text: &str) -> Result<Rulebook, Refused> {
    let columns = chiso_scoring::expr::Columns::embedded();
    Rulebook::read("", text, &columns)
        .map_err(|_| Refused::Snapshot("the rulebook cannot be read".to_owned()))
}
pub(super) fn list_root(salt: &[u8; 32], rows: &[&[u8]]) -> (u64, [u8; 32]) {
    use sha2::Digest;
    let mut all = sha2::Sha256::new();
    all.update(salt);
    rows.iter().for_each(|row| all.update(row));
    (rows.len() as u64, all.finalize().into())
}
