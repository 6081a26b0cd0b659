//! Which rows were counted where: the list of every dossier, petition, service and publication that some measure counts, with the
//! measures as bits. As a file: lines of fields with tabs between them, packed; kept as it is and never for strangers.

use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Write};

use chiso_report::snapshot::list_root;
use chiso_scoring::expr::Entity;
use chiso_scoring::measure::live::Live;
use chiso_scoring::period::Period;
use chiso_store::Store;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::refused::Refused;

/// First field of the first line.
const MARK: &str = "chiso-lists";
/// Version of the form.
const VERSION: &str = "1";
/// First field of the lines that name the measures behind the bits.
const MEASURES: &str = "measures";
/// Bytes of the longest text that is unpacked: four million rows.
const LONGEST: u64 = 512 << 20;
/// What has rows.
pub(crate) const ENTITIES: [Entity; 4] =
    [Entity::Dossier, Entity::Service, Entity::Publication, Entity::Petition];

/// The lists of a closing as they are kept.
#[derive(Default)]
pub(super) struct Lists {
    /// The packed text.
    pub bytes: Vec<u8>,
    /// Lines that the root stands for.
    pub rows: u64,
    /// Root over the lines.
    pub root: [u8; 32],
    /// How many rows each measure counts, by entity and agency.
    pub tallies: BTreeMap<(usize, String), Vec<i64>>,
    /// The measures, by entity.
    pub measures: Measures,
}

/// A row with the measures that count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row<'a> {
    pub entity: Entity,
    /// Number of a dossier or petition; agency and procedure of a service.
    pub code: &'a str,
    /// The lowest agency it counts for.
    pub agency: &'a str,
    /// Empty if it has none.
    pub procedure: &'a str,
    /// A bit for each measure of the entity.
    pub counts: u128,
}

impl Row<'_> {
    fn order(&self) -> (usize, &str) {
        (place(self.entity), self.code)
    }
}

fn place(entity: Entity) -> usize {
    ENTITIES.iter().position(|known| *known == entity).unwrap_or(ENTITIES.len())
}

/// An entity in a file.
pub(super) fn word(entity: Entity) -> &'static str {
    match entity {
        Entity::Dossier => "dossier",
        Entity::Service => "service",
        Entity::Publication => "publication",
        Entity::Petition => "petition",
        Entity::Agency => "agency",
    }
}

/// What rows are called outside: by entity and key.
#[derive(Default)]
pub(super) struct Names {
    /// Dossiers, by their number.
    dossiers: Vec<Box<str>>,
    records: HashMap<(usize, u32), Box<str>>,
}

impl Names {
    /// Reads them as known at a revision, if there is anything to name.
    pub fn read(store: &Store, revision: u64, wanted: bool) -> Result<Self, Refused> {
        let mut names = Self::default();
        if !wanted {
            return Ok(names);
        }
        for (number, code) in store.dossiers()? {
            let at = number as usize;
            if at >= names.dossiers.len() {
                names.dossiers.resize(at + 1, Box::default());
            }
            names.dossiers[at] = plain(code);
        }
        for entity in ENTITIES {
            for (subject, record) in store.records_of(entity, Some(revision))? {
                let code = plain(record.key().1.into());
                names.records.insert((place(entity), subject), code);
            }
        }
        Ok(names)
    }

    /// What a row is called.
    pub fn of(&self, entity: Entity, key: u32) -> &str {
        let found = match entity {
            Entity::Dossier => self.dossiers.get(key as usize),
            _ => self.records.get(&(place(entity), key)),
        };
        found.map_or("", |code| code)
    }
}

/// A text that fits into a field.
fn plain(text: Box<str>) -> Box<str> {
    if !text.chars().any(char::is_control) {
        return text;
    }
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// Names of the measures behind the bits, by entity in the order of [`ENTITIES`].
pub(super) type Measures = Vec<Vec<String>>;

/// What every row counts in, now: the measures, and the rows in order.
pub(super) fn rows<'a>(
    live: &'a Live,
    names: &'a Names,
    (rulebook, agency, period): (&str, &str, Period),
) -> (Measures, Vec<Row<'a>>) {
    let named = |entity| live.counting(rulebook, entity).into_iter().map(str::to_owned).collect();
    let measures = ENTITIES.into_iter().map(named).collect();
    let mut rows = Vec::new();
    for entity in ENTITIES {
        let members = live.members(rulebook, entity, agency, period).into_iter();
        rows.extend(members.map(|member| Row {
            entity,
            code: names.of(entity, member.key),
            agency: member.agency,
            procedure: member.procedure,
            counts: member.counts,
        }));
    }
    rows.sort_unstable_by(|a, b| a.order().cmp(&b.order()));
    (measures, rows)
}

impl Lists {
    /// The lists of an agency and period under a rulebook.
    pub fn of(
        live: &Live,
        names: &Names,
        asked: (&str, &str, Period),
        revision: u64,
    ) -> Result<Self, Refused> {
        let (measures, rows) = rows(live, names, asked);
        let (rulebook, agency, period) = asked;
        let mut salt = [0; 32];
        getrandom::fill(&mut salt)
            .map_err(|_| Refused::Key(std::io::Error::other("no random numbers")))?;
        let mut text = format!("{MARK}\t{VERSION}\t{agency}\t{period}\t{rulebook}\t{revision}\t");
        salt.iter().for_each(|byte| text.push_str(&format!("{byte:02x}")));
        text.push('\n');
        text.reserve(rows.len() * 64);
        for (entity, names) in ENTITIES.into_iter().zip(&measures) {
            text.push_str(&format!("{MEASURES}\t{}\t{}\n", word(entity), names.join("\t")));
        }
        for row in &rows {
            let Row { code, agency, procedure, counts, .. } = row;
            let entity = word(row.entity);
            text.push_str(&format!("{entity}\t{code}\t{agency}\t{procedure}\t{counts:x}\n"));
        }
        let (count, root) = list_root(&salt, &lines(&text));
        let tallies = tallies(&rows, &measures);
        Ok(Self { bytes: packed(text.as_bytes()), rows: count, root, tallies, measures })
    }
}

/// How many rows each measure counts.
fn tallies(rows: &[Row<'_>], measures: &Measures) -> BTreeMap<(usize, String), Vec<i64>> {
    let mut found: HashMap<(usize, &str), Vec<i64>> = HashMap::new();
    for row in rows {
        let at = place(row.entity);
        let of = found.entry((at, row.agency)).or_insert_with(|| vec![0; measures[at].len()]);
        of.iter_mut().enumerate().for_each(|(bit, sum)| *sum += (row.counts >> bit & 1) as i64);
    }
    found.into_iter().map(|((at, agency), counts)| ((at, agency.to_owned()), counts)).collect()
}

/// The lines that the root stands for: all but the first, which has the salt.
fn lines(text: &str) -> Vec<&[u8]> {
    text.lines().skip(1).map(str::as_bytes).collect()
}

/// The salt of the first line.
fn salt(text: &str) -> Option<[u8; 32]> {
    let digits = text.lines().next()?.rsplit('\t').next()?;
    let mut salt = [0; 32];
    for (at, byte) in salt.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(salt)
}

/// The same text gives the same bytes: no name, no time.
fn packed(text: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing into memory does not fail.
    let done = packer.write_all(text).and_then(|()| packer.finish());
    done.unwrap_or_default()
}

/// Lists as they were kept, unpacked.
pub(crate) struct Kept {
    text: String,
}

impl Kept {
    /// Unpacks them; checks that they are the ones whose root was sealed.
    pub fn read(bytes: &[u8], (rows, root): (u64, [u8; 32])) -> Result<Self, Refused> {
        let wrong = || Refused::Snapshot("the lists are damaged".to_owned());
        let mut text = String::new();
        if !bytes.is_empty() {
            let unpacked = GzDecoder::new(bytes).take(LONGEST).read_to_string(&mut text);
            unpacked.map_err(|_| wrong())?;
        }
        if rows > 0 {
            let salt = salt(&text).ok_or_else(wrong)?;
            if list_root(&salt, &lines(&text)) != (rows, root) {
                return Err(wrong());
            }
        }
        Ok(Self { text })
    }

    /// The text as it was frozen.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The measures behind the bits.
    pub(super) fn measures(&self) -> Measures {
        let of = |entity: Entity| {
            let head = format!("{MEASURES}\t{}\t", word(entity));
            let line = self
                .text
                .lines()
                .take(ENTITIES.len() + 1)
                .find_map(|line| line.strip_prefix(&head));
            let names = line.unwrap_or_default().split('\t').filter(|name| !name.is_empty());
            names.map(str::to_owned).collect()
        };
        ENTITIES.into_iter().map(of).collect()
    }

    /// The rows, in their order.
    pub(super) fn rows(&self) -> Vec<Row<'_>> {
        self.text.lines().filter_map(row).collect()
    }
}

fn row(line: &str) -> Option<Row<'_>> {
    let mut fields = line.split('\t');
    let entity = fields.next()?;
    let entity = ENTITIES.into_iter().find(|known| word(*known) == entity)?;
    let row = Row {
        entity,
        code: fields.next()?,
        agency: fields.next()?,
        procedure: fields.next()?,
        counts: u128::from_str_radix(fields.next()?, 16).ok()?,
    };
    Some(row)
}
