//! Where the stores that are measured lie.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chiso_sim::World;
use chiso_store::Store;

use super::world::Site;
use crate::failure::Failure;
use crate::installation::now;

/// A folder to work in; a temporary one goes away at the end.
pub struct Folder {
    path: PathBuf,
    temporary: bool,
}

impl Folder {
    pub fn new(asked: Option<&Path>) -> Result<Self, Failure> {
        let own = || std::env::temp_dir().join(format!("chiso-bench-{}", std::process::id()));
        let path = asked.map_or_else(own, Path::to_owned);
        fs::create_dir_all(&path).map_err(Failure::output)?;
        Ok(Self { path, temporary: asked.is_none() })
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// An empty folder of that name, whatever was there before.
    pub fn empty(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = self.path(name);
        if path.exists() {
            fs::remove_dir_all(&path).map_err(Failure::output)?;
        }
        fs::create_dir_all(&path).map_err(Failure::output)?;
        Ok(path)
    }

    /// An empty store that knows the agencies of a world.
    pub fn store(&self, name: &str, world: &World) -> Result<(PathBuf, Arc<Store>), Failure> {
        let path = self.empty(name)?;
        let store = Store::open(&path)?;
        store.add_agencies(&world.agencies, &now())?;
        Ok((path, Arc::new(store)))
    }

    /// The store with every event, if an earlier figure (or run) made it.
    pub fn filled(&self, site: &Site) -> Option<PathBuf> {
        let known = fs::read_to_string(self.mark()).ok()?;
        (known == whole(site)).then(|| self.path("filled"))
    }

    /// Notes that the folder `filled` is whole.
    pub fn mark_filled(&self, site: &Site) -> Result<(), Failure> {
        fs::write(self.mark(), whole(site)).map_err(Failure::output)
    }

    /// Notes that the folder `filled` is not what it was.
    pub fn unmark(&self) {
        // Nothing was noted: nothing to take back.
        drop(fs::remove_file(self.mark()));
    }

    fn mark(&self) -> PathBuf {
        self.path("filled-with")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.temporary {
            drop(fs::remove_dir_all(&self.path));
        }
    }
}

fn whole(site: &Site) -> String {
    format!("{} {}", site.seed, site.dossiers)
}

/// Bytes of a folder's files.
pub fn bytes(dir: &Path) -> u64 {
    let files = fs::read_dir(dir).into_iter().flatten().flatten();
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
}
