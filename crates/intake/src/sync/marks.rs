//! Yes-or-no marks of a dossier: all that is taken from its files, accounts and data sources.

use std::borrow::Cow;

use chiso_scoring::dossier::Marks;

use super::wire::{Dossier, InputFile, Raw, ResultFile, Source};
use crate::refusal::Fault;
use crate::text::nfc;

/// What senders write where the identity number is missing.
const PLACEHOLDER: &str = "000000001";

/// How senders write the national population database (`MaCSDL`). The official list of codes is not
/// public; these were seen.
const POPULATION_CODES: [&str; 2] = ["1", "CSDLQGDC"];
/// Parts of its name, in lower case.
const POPULATION_NAMES: [&str; 2] = ["dân cư", "dan cu"];

const REUSED: [(i64, bool); 3] = [(0, false), (1, true), (2, true)];

pub(super) fn of(wire: &Dossier<'_>) -> Result<Marks, Fault> {
    let (files, mut inputs) = files(wire.files.entries("TaiLieuNop")?)?;
    let results = links_of_results(wire.results.entries("DanhSachGiayToKetQua")?)?;
    let attached = attached(wire)?;
    let verified = wire.verified.flag("TaiKhoanDuocXacThucVoiVNeID")?;
    Ok(files
        .with_if(Marks::RESULT_FILE, !results.is_empty())
        .with_if(Marks::INPUT_FILE, attached || !inputs.is_empty())
        .with_if(Marks::RESULT_IS_INPUT, meet(&mut inputs, &results))
        .with_if(Marks::DIGITISED_PART, wire.digitised.flag("HoSoCoThanhPhanSoHoa")?)
        .with_if(Marks::VERIFIED_ACCOUNT, verified)
        .with_if(Marks::POPULATION_BASE, population(wire)?)
        .with_if(Marks::PLACEHOLDER_IDENTITY, placeholder(wire)?))
}

type Links<'a> = Vec<Cow<'a, str>>;

/// Marks of the component files that count, and their links.
fn files<'a>(files: &[InputFile<'a>]) -> Result<(Marks, Links<'a>), Fault> {
    let (mut marks, mut links) = (Marks::default(), Vec::new());
    for file in files {
        if file.deleted.flag("TaiLieuNop[].IsDeleted")? {
            continue;
        }
        push(&mut links, file.link, "TaiLieuNop[].DuongDanTaiTepTin")?;
        let reused = file.reused.choice("TaiLieuNop[].DuocTaiSuDung", &REUSED, false)?;
        marks = marks
            .with_if(Marks::DIGITISED_FILE, file.digitised.flag("TaiLieuNop[].DuocSoHoa")?)
            .with_if(Marks::REUSED_FILE, reused)
            .with_if(Marks::PERSONAL_STORE, file.from_store.flag("TaiLieuNop[].DuocLayTuKhoDMQG")?);
    }
    Ok((marks, links))
}

fn links_of_results<'a>(files: &[ResultFile<'a>]) -> Result<Links<'a>, Fault> {
    let mut links = Vec::new();
    for file in files {
        if !file.deleted.flag("DanhSachGiayToKetQua[].IsDeleted")? {
            push(&mut links, file.link, "DanhSachGiayToKetQua[].DuongDanTepTinKetQua")?;
            push(&mut links, file.other_link, "DanhSachGiayToKetQua[].DuongDanTaiTepTin")?;
        }
    }
    Ok(links)
}

fn push<'a>(links: &mut Links<'a>, raw: Raw<'a>, field: &'static str) -> Result<(), Fault> {
    let link = raw.text(field)?;
    if !link.trim().is_empty() {
        links.push(link);
    }
    Ok(())
}

/// Whether some link stands in both lists. Sorted first: both may be a thousand long.
fn meet(inputs: &mut Links<'_>, results: &Links<'_>) -> bool {
    if results.is_empty() {
        return false;
    }
    inputs.sort_unstable_by(|a, b| a.trim().cmp(b.trim()));
    results
        .iter()
        .any(|link| inputs.binary_search_by(|known| known.trim().cmp(link.trim())).is_ok())
}

/// Whether a component of the REST variant has a file.
fn attached(wire: &Dossier<'_>) -> Result<bool, Fault> {
    for component in wire.components.entries("ThanhPhanHoSo")? {
        for file in component.attached.entries("ThanhPhanHoSo[].GiayToDinhKem")? {
            let id = file.file.text("ThanhPhanHoSo[].GiayToDinhKem[].IdGiayTo")?;
            let digest = file.digest.text("ThanhPhanHoSo[].GiayToDinhKem[].HashTepTin")?;
            if !(id.trim().is_empty() && digest.trim().is_empty()) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn population(wire: &Dossier<'_>) -> Result<bool, Fault> {
    for source in wire.sources.entries("DSKetNoiCSDL")? {
        if is_population(source)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_population(source: &Source<'_>) -> Result<bool, Fault> {
    let code = source.code.text("DSKetNoiCSDL[].MaCSDL")?;
    let name = source.name.text("DSKetNoiCSDL[].TenCSDL")?;
    let known = POPULATION_CODES.iter().any(|known| known.eq_ignore_ascii_case(code.trim()));
    Ok(known || [code, name].iter().any(|text| names_population(text)))
}

fn names_population(text: &str) -> bool {
    // The usual code has a digit or two.
    if text.len() < POPULATION_NAMES[1].len() {
        return false;
    }
    let lower = nfc(text).to_lowercase();
    POPULATION_NAMES.iter().any(|name| lower.contains(name))
}

fn placeholder(wire: &Dossier<'_>) -> Result<bool, Fault> {
    let is = |raw: Raw<'_>, field| raw.text(field).map(|text| text.trim() == PLACEHOLDER);
    let mut found = is(wire.owner_identity, "SoGiayToChuHoSo")?;
    for identity in wire.identities.entries("DinhDanhCHS")? {
        found |= is(identity.number, "DinhDanhCHS[].SoDinhDanh")?;
    }
    Ok(found)
}
