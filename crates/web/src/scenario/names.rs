//! The codes that people know dossiers and petitions by.

use std::collections::HashMap;

use chiso_scoring::expr::Entity;
use chiso_store::{Error, Store};

use crate::wire::whatif::{Case, NextActions, Projected, Reaching};

/// What has cases whose codes are to be looked up.
pub trait Cases {
    /// The cases.
    fn cases(&mut self) -> Vec<&mut Case>;
}

impl Cases for NextActions {
    fn cases(&mut self) -> Vec<&mut Case> {
        let actions = self.actions.iter_mut().map(|action| &mut action.case);
        actions.chain(self.target.iter_mut().flat_map(|target| &mut target.cases)).collect()
    }
}

impl Cases for Projected {
    fn cases(&mut self) -> Vec<&mut Case> {
        self.due.iter_mut().collect()
    }
}

impl Cases for Reaching {
    fn cases(&mut self) -> Vec<&mut Case> {
        self.cases.iter_mut().collect()
    }
}

/// Looks codes up, those of petitions as known at a revision.
///
/// # Errors
/// The database failed or is damaged.
pub fn named<T: Cases>(store: &Store, revision: u64, mut of: T) -> chiso_store::Result<T> {
    let mut cases = of.cases();
    let petition = cases.iter().any(|case| case.entity == Entity::Petition);
    let petitions: HashMap<u32, String> = if petition {
        let all = store.records_of(Entity::Petition, Some(revision))?.into_iter();
        all.map(|(subject, record)| (subject, record.key().1)).collect()
    } else {
        HashMap::new()
    };
    let keys: Vec<u32> = cases.iter().map(|case| case.key).collect();
    let dossiers = store.dossier_codes(&keys)?;
    for (case, dossier) in cases.iter_mut().zip(dossiers) {
        let code = match case.entity {
            Entity::Petition => petitions.get(&case.key).cloned(),
            _ => dossier,
        };
        case.code = code.ok_or(Error::Damaged("scenario"))?;
    }
    drop(cases);
    Ok(of)
}
