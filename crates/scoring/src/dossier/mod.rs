//! Dossiers (*hồ sơ*): what senders say of them, what is known after hearing them all, what it means.
//!
//! Reading order: this file (one statement), [`version`] (statements joined, in any order),
//! [`meaning`] (the columns the rules use), [`quality`] (marks of known tricks).

pub mod meaning;
pub mod quality;
pub mod version;

pub use meaning::{Catalogue, Hold, Meaning};
pub use version::{Change, Version};

/// A moment: whole seconds since the epoch.
pub type Seconds = i64;

/// First moment a statement may speak of (1/1/2000, Vietnam time).
pub const EARLIEST: Seconds = 946_659_600;
/// Moments from here on are slips of the keyboard (1/1/2060, Vietnam time).
pub const LATEST: Seconds = 2_840_115_600;

/// State of a dossier (`TrangThaiHoSo`), as the national portal numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Status {
    /// Mới đăng ký.
    Registered = 1,
    /// Được tiếp nhận.
    Accepted = 2,
    /// Không được tiếp nhận.
    Refused = 3,
    /// Đang xử lý.
    Processing = 4,
    /// Yêu cầu bổ sung giấy tờ.
    Supplement = 5,
    /// Yêu cầu thực hiện nghĩa vụ tài chính.
    Payment = 6,
    /// Công dân yêu cầu rút hồ sơ.
    Withdrawn = 7,
    /// Dừng xử lý.
    Stopped = 8,
    /// Đã xử lý xong.
    Done = 9,
    /// Đã trả kết quả.
    Returned = 10,
}

impl Status {
    /// All states in the portal's order.
    pub const ALL: [Self; 10] = [
        Self::Registered,
        Self::Accepted,
        Self::Refused,
        Self::Processing,
        Self::Supplement,
        Self::Payment,
        Self::Withdrawn,
        Self::Stopped,
        Self::Done,
        Self::Returned,
    ];

    /// The state behind a number; 0 and numbers above 10 are none.
    #[must_use]
    pub fn of(number: i64) -> Option<Self> {
        usize::try_from(number.checked_sub(1)?).ok().and_then(|at| Self::ALL.get(at)).copied()
    }

    /// The portal's number.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }

    /// Whether handling has ended.
    #[must_use]
    pub fn is_end(self) -> bool {
        matches!(
            self,
            Self::Refused | Self::Withdrawn | Self::Stopped | Self::Done | Self::Returned
        )
    }

    /// How far along a dossier is; of two statements about the same moment the farther one holds.
    #[must_use]
    pub fn progress(self) -> u8 {
        match self {
            Self::Registered => 0,
            Self::Accepted => 1,
            Self::Processing => 2,
            Self::Payment => 3,
            Self::Supplement => 4,
            Self::Withdrawn => 5,
            Self::Refused => 6,
            Self::Stopped => 7,
            Self::Done => 8,
            Self::Returned => 9,
        }
    }
}

/// How a dossier was filed (`KenhThucHien`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Channel {
    /// In person; also what a missing channel means.
    #[default]
    Direct = 1,
    /// Online.
    Online = 2,
    /// By public post.
    Post = 3,
}

/// How fees were paid (`DuocThanhToanTrucTuyen`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Paid {
    /// Not paid.
    #[default]
    None = 0,
    /// Online on the national portal.
    Portal = 1,
    /// Online on the ministry's or province's gateway.
    Local = 2,
    /// In person or otherwise.
    Counter = 3,
}

/// Where a dossier was filed (`NoiNopHoSo`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum FiledOn {
    /// Not said.
    #[default]
    Unknown = 0,
    /// The national portal.
    Portal = 1,
    /// The ministry's or province's own system.
    Local = 2,
}

/// Yes-or-no facts of a dossier: all that is kept of its files, accounts and data sources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Marks(pub u16);

impl Marks {
    /// A result file is linked (`DanhSachGiayToKetQua[].DuongDanTepTinKetQua`).
    pub const RESULT_FILE: Self = Self(1);
    /// A component file is attached (`TaiLieuNop[].DuongDanTaiTepTin`).
    pub const INPUT_FILE: Self = Self(1 << 1);
    /// `HoSoCoThanhPhanSoHoa`.
    pub const DIGITISED_PART: Self = Self(1 << 2);
    /// Some `TaiLieuNop[].DuocSoHoa`.
    pub const DIGITISED_FILE: Self = Self(1 << 3);
    /// Some `TaiLieuNop[].DuocTaiSuDung` of 1 or 2.
    pub const REUSED_FILE: Self = Self(1 << 4);
    /// Some `TaiLieuNop[].DuocLayTuKhoDMQG`.
    pub const PERSONAL_STORE: Self = Self(1 << 5);
    /// `TaiKhoanDuocXacThucVoiVNeID`.
    pub const VERIFIED_ACCOUNT: Self = Self(1 << 6);
    /// A population database is among `DSKetNoiCSDL[].MaCSDL`.
    pub const POPULATION_BASE: Self = Self(1 << 7);
    /// The result file is one of the input files.
    pub const RESULT_IS_INPUT: Self = Self(1 << 8);
    /// The identity number is a placeholder.
    pub const PLACEHOLDER_IDENTITY: Self = Self(1 << 9);

    /// Whether all of `other` is set.
    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any of `other` is set.
    #[must_use]
    pub fn has_any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// `self` with `other` if `set`.
    #[must_use]
    pub fn with_if(self, other: Self, set: bool) -> Self {
        if set { self.with(other) } else { self }
    }
}

/// One request for a supplement (`DanhSachHoSoBoSung[]`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Round {
    /// When it was asked for (`NgayBoSung`).
    pub requested_at: Seconds,
    /// When it came in (`NgayTiepNhanBoSung`).
    pub supplied_at: Option<Seconds>,
}

/// One step of handling (`CapNhatTienDoHoSoMC`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step {
    /// `ThoiDiemXuLy`.
    pub at: Seconds,
    /// `TrangThai`.
    pub status: Status,
}

/// A whole dossier as a sender states it once (`DongBoHoSoMC`, a row of a file).
///
/// The order of the fields is the order of precedence between two snapshots of one dossier: the
/// one stated later holds; of the same moment an update before a create, then the one farther
/// along, then the content decides. So the order of arrival never matters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Snapshot {
    /// When it was stated: given by the sender, else the latest moment it speaks of.
    pub stated_at: Seconds,
    /// Whether it was sent as an update.
    pub updating: bool,
    /// [`Status::progress`] of `status`.
    pub progress: u8,
    /// `NgayHenTra`.
    pub due_at: Option<Seconds>,
    /// `NgayKetThucXuLy`.
    pub ended_at: Option<Seconds>,
    /// `NgayTra`.
    pub returned_at: Option<Seconds>,
    /// `NgayTuChoi`.
    pub refused_at: Option<Seconds>,
    /// `NgayTiepNhan`.
    pub received_at: Option<Seconds>,
    /// `NgayNopHoSo`.
    pub filed_at: Option<Seconds>,
    /// `TrangThaiHoSo`.
    pub status: Status,
    /// Code of the handling agency, new style (`H55.242`).
    pub agency: Box<str>,
    /// Procedure: the national code (`1.004222`) where there is one, else as sent.
    pub procedure: Box<str>,
    /// `KenhThucHien`.
    pub channel: Channel,
    /// `NoiNopHoSo`.
    pub filed_on: FiledOn,
    /// Sum of `DanhSachLePhi[].Gia`, in dong.
    pub fee_due: i64,
    /// `DuocThanhToanTrucTuyen`.
    pub paid: Paid,
    /// Yes-or-no facts.
    pub marks: Marks,
    /// Supplement rounds, by request time.
    pub rounds: Vec<Round>,
}

impl Snapshot {
    /// An empty statement of a dossier; fill in the rest, then call [`Snapshot::stated`].
    #[must_use]
    pub fn new(agency: &str, procedure: &str, status: Status) -> Self {
        Self {
            stated_at: EARLIEST,
            updating: false,
            progress: status.progress(),
            due_at: None,
            ended_at: None,
            returned_at: None,
            refused_at: None,
            received_at: None,
            filed_at: None,
            status,
            agency: agency.into(),
            procedure: procedure.into(),
            channel: Channel::default(),
            filed_on: FiledOn::default(),
            fee_due: 0,
            paid: Paid::default(),
            marks: Marks::default(),
            rounds: Vec::new(),
        }
    }

    /// Puts the parts that follow from others in place: the order of the rounds, the progress, and
    /// the moment of the statement where the sender gives none.
    #[must_use]
    pub fn stated(mut self, at: Option<Seconds>) -> Self {
        self.rounds.sort_unstable();
        self.rounds.dedup();
        self.progress = self.status.progress();
        self.stated_at = at.unwrap_or_else(|| self.evidence());
        self
    }

    /// The latest moment that the statement itself speaks of; a due date lies ahead and is none.
    fn evidence(&self) -> Seconds {
        let single =
            [self.ended_at, self.returned_at, self.refused_at, self.received_at, self.filed_at];
        let rounds =
            self.rounds.iter().flat_map(|round| [Some(round.requested_at), round.supplied_at]);
        single.into_iter().chain(rounds).flatten().max().unwrap_or(EARLIEST)
    }
}

/// What a statement says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// The whole dossier.
    Snapshot(Box<Snapshot>),
    /// Steps of handling.
    Steps(Vec<Step>),
    /// A rating by whoever filed it (*đánh giá*): satisfied or not, and when.
    Rating {
        /// When.
        at: Seconds,
        /// Whether satisfied.
        satisfied: bool,
    },
    /// A petition names this dossier.
    Complaint,
    /// Fees were paid (2026 payment call).
    Payment(Paid),
    /// Nothing but that the portal has it.
    Synced,
}

/// One item of intake about one dossier. It holds nothing personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Dossier number (`MaHoSo`), the key.
    pub number: Box<str>,
    /// When the portal had it, if this statement shows that.
    pub synced_at: Option<Seconds>,
    /// What it says.
    pub fact: Fact,
}
