//! Items of the REST calls of 2026; codes are numbers here, dates have other spellings.

use chiso_scoring::dossier::{Marks, Snapshot, Step};

use super::Personal;
use super::json::Object;
use crate::text::{iso, spaced};

/// A new dossier.
pub(super) fn dossier(state: &Snapshot, number: &str, personal: &mut Personal) -> Object {
    let day = |at: Option<i64>| at.map(spaced).unwrap_or_default();
    let paper = state.marks.has(Marks::INPUT_FILE).then(|| part(personal));
    Object::default()
        .texts([
            ("MaHoSo", number.to_owned()),
            ("MaTTHC", state.procedure.to_string()),
            ("MaDichVuCong", format!("{}.01", state.procedure)),
            ("ChuHoSo", personal.next("Đỗ Văn ", "")),
        ])
        .raw("LoaiDoiTuong", "0")
        .texts([
            ("MaDonViTiepNhan", state.agency.to_string()),
            ("NgayNop", day(state.filed_at)),
            ("NgayTiepNhan", day(state.received_at)),
            ("NgayHenTra", day(state.due_at)),
        ])
        .list("ThanhPhanHoSo", paper)
        .raw("ThongTinNguoiNop", &applicant(personal).done())
        .raw("EformThongTinChiTiet", &form(personal).done())
}

fn part(personal: &mut Personal) -> Object {
    let file = Object::default().texts([
        ("IdGiayTo", personal.next("", "")),
        ("MaKetQua", "KQ.G07.000122".to_owned()),
        ("TenGiayTo", personal.next("Hộ khẩu của ", "")),
        ("HashTepTin", personal.next("", "")),
    ]);
    Object::default()
        .text("MaThanhPhanHoSo", "000.00.00.G09-KQ002269")
        .text("TenThanhPhanHoSo", "Thành phần mô phỏng")
        .raw("SoLuong", "1")
        .raw("LoaiBan", "2")
        .list("GiayToDinhKem", [file])
}

fn applicant(personal: &mut Personal) -> Object {
    let details = Object::default().texts([
        ("TenNguoiNop", personal.next("Hoàng Thị ", "")),
        ("SoDinhDanh", personal.next("", "")),
        ("SoDienThoai", personal.next("09", "")),
        ("Email", personal.next("", "@vidu.vn")),
        ("DiaChiChiTiet", personal.next("Thôn ", "")),
    ]);
    Object::default()
        .raw("LoaiDoiTuong", "0")
        .text("IdDoiTuong", &personal.next("", ""))
        .raw("ThongTinChiTiet", &details.done())
}

fn form(personal: &mut Personal) -> Object {
    Object::default().text("HoVaTen", &personal.next("Vũ Thị ", ""))
}

/// A step of handling; the time carries a fraction, as one of the systems writes it.
pub(super) fn step(step: &Step, number: &str, personal: &mut Personal) -> Object {
    Object::default()
        .text("IDHoSo", &personal.next("", ""))
        .text("MaHoSo", number)
        .text("NguoiXuLy", &personal.next("Bùi Thị ", ""))
        .text("ThoiDiemXuLy", &format!("{}.000", iso(step.at)))
        .text("PhongBanXuLy", "Bộ phận Một cửa")
        .text("NoiDungXuLy", &personal.next("Xử lý hồ sơ của ", ""))
        .raw("TrangThai", &step.status.number().to_string())
}

/// The state alone.
pub(super) fn status(state: &Snapshot, number: &str) -> Object {
    Object::default()
        .text("IdHoSo", "")
        .text("MaHoSo", number)
        .raw("TrangThai", &state.status.number().to_string())
}
