//! The pages. Each file has its handler, its view-model and its tests; its template has its name.

pub(crate) mod bien_dong;
pub(crate) mod canh_bao;
pub(crate) mod chat_luong;
pub(crate) mod chi_dao;
pub(crate) mod chi_so;
pub(crate) mod cong_thuc;
pub(crate) mod doi_soat;
pub(crate) mod don_vi;
pub(crate) mod health;
pub(crate) mod ho_so;
pub(crate) mod kich_ban;
pub(crate) mod mot_ho_so;
pub(crate) mod so_sanh_cong_bang;
pub(crate) mod statics;
pub(crate) mod tiep_nhan;
pub(crate) mod tong_quan;
pub(crate) mod tthc;
pub(crate) mod viec;
pub(crate) mod xep_hang;
