//! The pages. Each file has its handler, its view-model and its tests; its template has its name.

pub(crate) mod chi_so;
pub(crate) mod cong_thuc;
pub(crate) mod don_vi;
pub(crate) mod health;
pub(crate) mod statics;
pub(crate) mod tiep_nhan;
pub(crate) mod tong_quan;
pub(crate) mod xep_hang;
