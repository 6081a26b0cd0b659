//! Items of `DongBoHoSoMC` and `CapNhatTienDoHoSoMC`.

use chiso_scoring::dossier::{Marks, Round, Snapshot, Step};

use super::json::Object;
use super::{Dialect, Personal, province};
use crate::text::{bit, iso, stamp};

/// A dossier; every scalar is a string, what is missing is `""`.
pub(super) fn dossier(
    state: &Snapshot,
    number: &str,
    unit: &str,
    dialect: Dialect,
    personal: &mut Personal,
) -> Object {
    let item = Object::default().text("MaHoSo", number);
    let item = subject(item, state);
    let item = owner(item, state, dialect, personal);
    let item = course(item, state, unit, personal);
    let item = if dialect == Dialect::V1 { item } else { flags(item, state) };
    lists(item, state, dialect, personal)
}

fn subject(item: Object, state: &Snapshot) -> Object {
    let owner = province(&state.agency);
    item.texts([
        ("MaTTHC", format!("{}.000.00.00.{owner}", state.procedure)),
        ("TenTTHC", format!("Thủ tục mô phỏng {}", state.procedure)),
        ("MaLinhVuc", "G03-GD10".to_owned()),
        ("TenLinhVuc", "Lĩnh vực mô phỏng".to_owned()),
    ])
}

fn owner(item: Object, state: &Snapshot, dialect: Dialect, personal: &mut Personal) -> Object {
    let placeholder = state.marks.has(Marks::PLACEHOLDER_IDENTITY);
    let phone = personal.next("09", "");
    let item = item.texts([
        ("SoBienNhan", personal.next("BN-", "")),
        ("ChuHoSo", personal.next("Nguyễn Thị ", "")),
        ("LoaiDoiTuong", "1".to_owned()),
        ("MaDoiTuong", personal.next("", "")),
        ("ThongTinKhac", personal.next("Liên hệ ông ", "")),
        ("Email", personal.next("", "@vidu.vn")),
        ("Fax", phone.clone()),
        ("SoDienThoai", phone),
        ("TrichYeuHoSo", personal.next("Đơn của bà ", "")),
    ]);
    if dialect == Dialect::V1 {
        return item;
    }
    let identity = if placeholder { "000000001".to_owned() } else { personal.next("", "") };
    let kind = if placeholder { "2" } else { "1" };
    let known = Object::default().text("LoaiDinhDanh", kind).text("SoDinhDanh", &identity);
    item.text("SoGiayToChuHoSo", &identity).list("DinhDanhCHS", [known])
}

fn course(item: Object, state: &Snapshot, unit: &str, personal: &mut Personal) -> Object {
    item.texts([
        ("NgayTiepNhan", stamp(state.received_at)),
        ("NgayHenTra", stamp(state.due_at)),
        ("TrangThaiHoSo", state.status.number().to_string()),
        ("NgayTra", stamp(state.returned_at)),
        ("ThongTinTra", personal.next("Trả cho ông ", "")),
        ("HinhThuc", "0".to_owned()),
        ("NgayKetThucXuLy", stamp(state.ended_at)),
        ("DonViXuLy", unit.to_owned()),
        ("GhiChu", personal.next("Nhà ở số ", " phố Hoàng Văn Thụ")),
    ])
}

/// Fields added in 2023.
fn flags(item: Object, state: &Snapshot) -> Object {
    let marks = state.marks;
    let databases =
        marks.has(Marks::POPULATION_BASE).then(|| Object::default().text("MaCSDL", "1"));
    item.texts([
        ("KenhThucHien", (state.channel as u8).to_string()),
        ("NgayNopHoSo", stamp(state.filed_at)),
        ("NgayTuChoi", stamp(state.refused_at)),
        ("NoiNopHoSo", (state.filed_on as u8).to_string()),
        ("HoSoCoThanhPhanSoHoa", bit(marks.has(Marks::DIGITISED_PART)).to_owned()),
        ("TaiKhoanDuocXacThucVoiVNeID", bit(marks.has(Marks::VERIFIED_ACCOUNT)).to_owned()),
        ("DuocThanhToanTrucTuyen", (state.paid as u8).to_string()),
    ])
    .list("DSKetNoiCSDL", databases)
}

fn lists(item: Object, state: &Snapshot, dialect: Dialect, personal: &mut Personal) -> Object {
    let input = personal.next("https://tep.vidu.vn/thanh-phan/", ".pdf");
    let file = input_file(state, &input, dialect, personal);
    let result = result_file(state, &input, dialect, personal);
    let fee = (state.fee_due > 0).then(|| {
        Object::default().texts([
            ("TenPhiLePhi", "Lệ phí mô phỏng".to_owned()),
            ("MaPhiLePhi", "1".to_owned()),
            ("HinhThucThu", "1".to_owned()),
            ("Gia", state.fee_due.to_string()),
            ("LoaiPhiLePhi", "1".to_owned()),
        ])
    });
    let mut rounds = Vec::new();
    for (n, round) in (1..).zip(&state.rounds) {
        rounds.push(supplement(n, round, dialect, personal));
    }
    item.list("TaiLieuNop", file)
        .list("DanhSachLePhi", fee)
        .list("DanhSachTepDinhKemKhac", [])
        .list("DanhSachHoSoBoSung", rounds)
        .list("DanhSachGiayToKetQua", result)
}

fn input_file(
    state: &Snapshot,
    link: &str,
    dialect: Dialect,
    personal: &mut Personal,
) -> Option<Object> {
    let marks = state.marks;
    let linked = marks.has(Marks::INPUT_FILE);
    let of_file = Marks::DIGITISED_FILE.with(Marks::REUSED_FILE).with(Marks::PERSONAL_STORE);
    if !linked && !marks.has_any(of_file) {
        return None;
    }
    let file = Object::default().texts([
        ("TepDinhKemId", String::new()),
        ("TenTepDinhKem", personal.next("Giấy khai sinh của ", ".pdf")),
        ("IsDeleted", "False".to_owned()),
        ("MaThanhPhanHoSo", String::new()),
        ("DuongDanTaiTepTin", if linked { link.to_owned() } else { String::new() }),
    ]);
    if dialect == Dialect::V1 {
        return Some(file);
    }
    Some(file.texts([
        ("DuocSoHoa", bit(marks.has(Marks::DIGITISED_FILE)).to_owned()),
        ("DuocTaiSuDung", bit(marks.has(Marks::REUSED_FILE)).to_owned()),
        ("DuocLayTuKhoDMQG", bit(marks.has(Marks::PERSONAL_STORE)).to_owned()),
        ("MaKetQuaThayThe", String::new()),
    ]))
}

fn result_file(
    state: &Snapshot,
    input: &str,
    dialect: Dialect,
    personal: &mut Personal,
) -> Option<Object> {
    if !state.marks.has(Marks::RESULT_FILE) {
        return None;
    }
    let same = state.marks.has(Marks::RESULT_IS_INPUT);
    let own = personal.next("https://tep.vidu.vn/ket-qua/", ".pdf");
    let file = Object::default().texts([
        ("TenGiayTo", personal.next("Giấy chứng nhận của ", "")),
        ("MaThanhPhanHoSo", String::new()),
        ("GiayToId", String::new()),
        ("DuongDanTepTinKetQua", if same { input.to_owned() } else { own }),
    ]);
    Some(match dialect {
        Dialect::V1 => file,
        _ => file.text("MaGiayToKetQua", "KQ.G07.000122"),
    })
}

fn supplement(n: u32, round: &Round, dialect: Dialect, personal: &mut Personal) -> Object {
    let spelled = |at: Option<i64>| match dialect {
        Dialect::Chunks => at.map(iso).unwrap_or_default(),
        _ => stamp(at),
    };
    let answered = if round.supplied_at.is_some() { "true" } else { "false" };
    Object::default()
        .raw("HoSoBoSungId", &n.to_string())
        .texts([
            ("NguoiYeuCauBoSung", personal.next("Trần Văn ", "")),
            ("NoiDungBoSung", personal.next("Bổ sung căn cước của ", "")),
            ("NgayBoSung", spelled(Some(round.requested_at))),
            ("NguoiTiepNhanBoSung", personal.next("Lê Thị ", "")),
            ("ThongTinTiepNhan", String::new()),
            ("NgayTiepNhanBoSung", spelled(round.supplied_at)),
        ])
        .raw("TrangThaiBoSung", answered)
        .list("DanhSachGiayToBoSung", [])
        .list("DanhSachLePhiBoSung", [])
}

/// A step of handling.
pub(super) fn step(step: &Step, number: &str, personal: &mut Personal) -> Object {
    Object::default().texts([
        ("MaHoSo", number.to_owned()),
        ("NguoiXuLy", personal.next("Phạm Thị ", "")),
        ("ChucDanh", "Chuyên viên".to_owned()),
        ("ThoiDiemXuLy", stamp(Some(step.at))),
        ("PhongBanXuLy", "Bộ phận Một cửa".to_owned()),
        ("NoiDungXuLy", personal.next("Xử lý hồ sơ của ", "")),
        ("TrangThai", step.status.number().to_string()),
        ("NgayBatDau", stamp(Some(step.at))),
        ("NgayKetThucTheoQuyDinh", String::new()),
    ])
}
