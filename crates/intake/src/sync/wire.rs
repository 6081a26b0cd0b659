//! JSON objects of the calls, reduced to the fields that are used. Everything else (names, identity
//! numbers, addresses, notes) is skipped by the parser and never copied.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::code::Code;
use crate::limits;
use crate::refusal::Fault;
use crate::spelling;

/// JSON text of one value, as it stands; empty where the field is absent.
#[derive(Clone, Copy, Default)]
pub(super) struct Raw<'a>(&'a str);

impl<'de> Deserialize<'de> for Raw<'de> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(json).map(|raw| Self(raw.get()))
    }
}

impl<'a> Raw<'a> {
    /// The whole body as the text of one value.
    pub(super) fn whole(text: &'a str) -> Self {
        Self(text)
    }

    pub(super) fn json(self) -> &'a str {
        self.0
    }

    pub(super) fn is_given(self) -> bool {
        !self.0.is_empty()
    }

    /// The value as text, however it is spelled; null, "null" and an absent field are empty.
    pub(super) fn text(self, field: &'static str) -> Result<Cow<'a, str>, Fault> {
        let text = match self.0.as_bytes() {
            [] | [b'n', ..] => "",
            [b'{' | b'[', ..] => return Err(Fault::of(Code::NotOneValue, field, "")),
            [b'"', inner @ .., b'"'] if inner.contains(&b'\\') => return Ok(self.unescaped()),
            [b'"', ..] => self.0.trim_matches('"'),
            _ => self.0,
        };
        Ok(Cow::Borrowed(if text.eq_ignore_ascii_case("null") { "" } else { text }))
    }

    /// A text that is no Unicode (half a surrogate pair) is a replacement character, which no code
    /// or date has.
    fn unescaped(self) -> Cow<'a, str> {
        serde_json::from_str(self.0).map_or(Cow::Borrowed("\u{fffd}"), Cow::Owned)
    }

    /// The value read by one of the spellings.
    pub(super) fn read<T>(
        self,
        field: &'static str,
        read: impl Fn(&str) -> Result<T, Code>,
    ) -> Result<T, Fault> {
        let text = self.text(field)?;
        read(&text).map_err(|code| Fault::of(code, field, &spelling::shape(&text)))
    }

    pub(super) fn moment(
        self,
        field: &'static str,
    ) -> Result<Option<chiso_scoring::dossier::Seconds>, Fault> {
        self.read(field, spelling::moment)
    }

    pub(super) fn flag(self, field: &'static str) -> Result<bool, Fault> {
        self.read(field, spelling::flag)
    }

    /// One of a few numbered choices; an empty text is the first.
    pub(super) fn choice<T: Copy>(
        self,
        field: &'static str,
        choices: &[(i64, T)],
        missing: T,
    ) -> Result<T, Fault> {
        let text = self.text(field)?;
        if text.trim().is_empty() {
            return Ok(missing);
        }
        let number = spelling::small(&text);
        let found = choices.iter().find(|(known, _)| Some(*known) == number);
        found.map(|(_, choice)| *choice).ok_or_else(|| {
            let known: Vec<_> = choices.iter().map(|(known, _)| known.to_string()).collect();
            Fault::of(Code::BadChoice, field, &spelling::shape(&text)).full_detail(known.join(", "))
        })
    }
}

/// A list; null, `""` and an absent field are empty. Entries beyond the bound are counted only.
pub(super) struct List<T, const MOST: usize> {
    entries: Vec<T>,
    total: usize,
}

impl<T, const MOST: usize> Default for List<T, MOST> {
    fn default() -> Self {
        Self { entries: Vec::new(), total: 0 }
    }
}

/// A list inside a dossier.
pub(super) type Parts<T> = List<T, { limits::PARTS }>;

impl<T, const MOST: usize> List<T, MOST> {
    pub(super) fn entries(&self, field: &'static str) -> Result<&[T], Fault> {
        self.at_most(Code::TooManyParts, field)
    }

    pub(super) fn at_most(&self, code: Code, field: &'static str) -> Result<&[T], Fault> {
        if self.total <= MOST {
            return Ok(&self.entries);
        }
        Err(Fault::of(code, field, &self.total.to_string()).detail(MOST.to_string()))
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for List<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T, const MOST: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for ListVisitor<T, MOST> {
    type Value = List<T, MOST>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(List::default())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        if text.trim().is_empty() { Ok(List::default()) } else { Err(E::custom("not a list")) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while entries.len() < MOST {
            match seq.next_element()? {
                Some(entry) => entries.push(entry),
                None => return Ok(List { total: entries.len(), entries }),
            }
        }
        let mut total = entries.len();
        while seq.next_element::<IgnoredAny>()?.is_some() {
            total += 1;
        }
        Ok(List { entries, total })
    }
}

/// An object that notes which of its fields is being read, for the reason of a refusal.
pub(super) trait Wire<'a>: Default {
    /// Reads the object in place.
    fn fill(&mut self, json: &'a str) -> serde_json::Result<()>;
    /// The field read last.
    fn at(&self) -> &'static str;
}

struct Fill<'f, T>(&'f mut T);

/// Tells most names apart, in any case of letters, without comparing their texts: a call has
/// millions of names, and half of them are none of ours.
const fn digest(name: &str) -> u32 {
    let bytes = name.as_bytes();
    match bytes {
        [] => 0,
        [first, .., last] => {
            let middle = bytes[bytes.len() / 2];
            (bytes.len() as u32 & 0xff) << 24
                | ((*first | 0x20) as u32) << 16
                | ((middle | 0x20) as u32) << 8
                | (*last | 0x20) as u32
        }
        [only] => (*only | 0x20) as u32,
    }
}

/// Defines objects: their fields, and the names of each as calls write them, in any case of letters.
macro_rules! wire {
    ($($(#[$doc:meta])* $object:ident {
        $($field:ident: $part:ty = $($name:literal)|+;)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Default)]
        pub(super) struct $object<'a> {
            $(pub(super) $field: $part,)*
            at: &'static str,
            of: PhantomData<&'a str>,
        }

        const _: () = {
            #[allow(non_camel_case_types, reason = "named after the fields")]
            enum Key { $($field,)* another }

            impl Key {
                fn of(name: &str) -> Self {
                    let digest = digest(name);
                    $($(if digest == const { self::digest($name) } && name.eq_ignore_ascii_case($name) {
                        return Self::$field;
                    })+)*
                    Self::another
                }
            }

            struct KeyVisitor;

            impl Visitor<'_> for KeyVisitor {
                type Value = Key;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("a name")
                }

                fn visit_str<E: Error>(self, name: &str) -> Result<Key, E> {
                    Ok(Key::of(name))
                }
            }

            impl<'de> Deserialize<'de> for Key {
                fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
                    json.deserialize_identifier(KeyVisitor)
                }
            }

            impl<'de> Visitor<'de> for Fill<'_, $object<'de>> {
                type Value = ();

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }

                fn visit_unit<E: Error>(self) -> Result<(), E> {
                    Ok(())
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
                    while let Some(key) = map.next_key()? {
                        match key {
                            $(Key::$field => {
                                self.0.at = [$($name),+][0];
                                self.0.$field = map.next_value()?;
                            })*
                            Key::another => {
                                map.next_value::<IgnoredAny>()?;
                            }
                        }
                    }
                    Ok(())
                }
            }

            impl<'de> Deserialize<'de> for $object<'de> {
                fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
                    let mut object = Self::default();
                    json.deserialize_any(Fill(&mut object))?;
                    Ok(object)
                }
            }

            impl<'a> Wire<'a> for $object<'a> {
                fn fill(&mut self, json: &'a str) -> serde_json::Result<()> {
                    let mut json = serde_json::Deserializer::from_str(json);
                    json.deserialize_any(Fill(self))?;
                    json.end()
                }

                fn at(&self) -> &'static str {
                    self.at
                }
            }
        };
    )*};
}

wire! {
    /// What stands around the items of a call.
    Envelope {
        session: Raw<'a> = "session";
        agency: Raw<'a> = "madonvi" | "MaDinhDanhDV";
        service: Raw<'a> = "service";
        updating: Raw<'a> = "isUpdating";
        data: Option<List<Raw<'a>, { limits::CALL_ITEMS }>> = "data";
        number: Raw<'a> = "mahoso";
        username: Raw<'a> = "username";
        password: Raw<'a> = "password";
    }

    /// A dossier, of all generations of the call.
    Dossier {
        number: Raw<'a> = "MaHoSo";
        procedure: Raw<'a> = "MaTTHC";
        status: Raw<'a> = "TrangThaiHoSo";
        channel: Raw<'a> = "KenhThucHien";
        filed_on: Raw<'a> = "NoiNopHoSo";
        filed_at: Raw<'a> = "NgayNopHoSo";
        submitted_at: Raw<'a> = "NgayNop";
        received_at: Raw<'a> = "NgayTiepNhan";
        due_at: Raw<'a> = "NgayHenTra";
        ended_at: Raw<'a> = "NgayKetThucXuLy";
        returned_at: Raw<'a> = "NgayTra";
        refused_at: Raw<'a> = "NgayTuChoi";
        handling_agency: Raw<'a> = "MaDonViXuLy";
        receiving_agency: Raw<'a> = "MaDonViTiepNhan";
        agency: Raw<'a> = "MaDonVi";
        agency_name: Raw<'a> = "DonViXuLy";
        digitised: Raw<'a> = "HoSoCoThanhPhanSoHoa";
        verified: Raw<'a> = "TaiKhoanDuocXacThucVoiVNeID";
        paid: Raw<'a> = "DuocThanhToanTrucTuyen";
        owner_identity: Raw<'a> = "SoGiayToChuHoSo";
        identities: Parts<Identity<'a>> = "DinhDanhCHS";
        sources: Parts<Source<'a>> = "DSKetNoiCSDL";
        files: Parts<InputFile<'a>> = "TaiLieuNop";
        components: Parts<Component<'a>> = "ThanhPhanHoSo";
        fees: Parts<Fee<'a>> = "DanhSachLePhi";
        supplements: Parts<Supplement<'a>> = "DanhSachHoSoBoSung";
        results: Parts<ResultFile<'a>> = "DanhSachGiayToKetQua";
    }

    /// `DinhDanhCHS[]`; compared with one placeholder and dropped.
    Identity {
        number: Raw<'a> = "SoDinhDanh";
    }

    /// `DSKetNoiCSDL[]`.
    Source {
        code: Raw<'a> = "MaCSDL";
        name: Raw<'a> = "TenCSDL";
    }

    /// `TaiLieuNop[]`.
    InputFile {
        deleted: Raw<'a> = "IsDeleted";
        link: Raw<'a> = "DuongDanTaiTepTin";
        digitised: Raw<'a> = "DuocSoHoa";
        reused: Raw<'a> = "DuocTaiSuDung";
        from_store: Raw<'a> = "DuocLayTuKhoDMQG";
    }

    /// `ThanhPhanHoSo[]` of the REST variant.
    Component {
        attached: Parts<Attached<'a>> = "GiayToDinhKem";
    }

    /// `ThanhPhanHoSo[].GiayToDinhKem[]`.
    Attached {
        file: Raw<'a> = "IdGiayTo" | "IdTepTin";
        digest: Raw<'a> = "HashTepTin";
    }

    /// `DanhSachLePhi[]`.
    Fee {
        amount: Raw<'a> = "Gia";
    }

    /// `DanhSachHoSoBoSung[]`.
    Supplement {
        requested_at: Raw<'a> = "NgayBoSung";
        supplied_at: Raw<'a> = "NgayTiepNhanBoSung";
    }

    /// `DanhSachGiayToKetQua[]`.
    ResultFile {
        deleted: Raw<'a> = "IsDeleted";
        link: Raw<'a> = "DuongDanTepTinKetQua";
        other_link: Raw<'a> = "DuongDanTaiTepTin";
    }

    /// A step, a state or a payment of a dossier.
    Progress {
        number: Raw<'a> = "MaHoSo";
        at_time: Raw<'a> = "ThoiDiemXuLy";
        status: Raw<'a> = "TrangThai" | "TrangThaiHoSo";
        paid: Raw<'a> = "DuocThanhToanTrucTuyen";
        payment: Raw<'a> = "TrangThaiThanhToan";
    }
}
