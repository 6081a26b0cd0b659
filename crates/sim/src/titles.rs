//! Names of the simulated procedures: kinds that exist, each marked as simulated, since its code is made up.
//!
//! A name is an action and a document of the field that the agency's name tells. No name holds a comma.

mod fields;

use chiso_scoring::record::ProcedureName;

use crate::plan::Plan;

use fields::{FIELDS, Field};

/// What is done with a document, the most usual first.
const ACTIONS: [&str; 10] = [
    "Cấp",
    "Cấp lại",
    "Cấp đổi",
    "Gia hạn",
    "Điều chỉnh",
    "Cấp bản sao",
    "Đính chính",
    "Thu hồi",
    "Xác nhận hiệu lực",
    "Chuyển đổi",
];

/// What other departments handle.
const OTHER: Field = Field {
    word: "",
    name: "Hành chính",
    documents: [
        "giấy xác nhận",
        "giấy chứng nhận",
        "giấy phép hoạt động",
        "quyết định hỗ trợ",
        "văn bản chấp thuận",
        "thẻ hành nghề",
        "chứng chỉ chuyên môn",
        "phiếu thông tin",
    ],
};

/// A name for every procedure of a plan.
pub(crate) fn names(plan: &Plan) -> Vec<ProcedureName> {
    let mut all = Vec::with_capacity(plan.procedures.len());
    for (at, family) in plan.families.iter().enumerate() {
        let unit = plan.units.iter().find(|unit| unit.family == at);
        let fields = fields(unit.map_or("", |unit| &unit.name));
        for (nth, number) in family.all.clone().enumerate() {
            let (field, name) = title(&fields, nth);
            all.push(ProcedureName {
                stated_at: plan.span.early,
                procedure: plan.procedures[number].code.clone(),
                name: name.into(),
                field: Some(field.into()),
            });
        }
    }
    all
}

/// The fields of an agency: those its name tells, all of a commune's where it is one.
fn fields(agency: &str) -> Vec<&'static Field> {
    let told = |field: &&Field| !field.word.is_empty() && agency.contains(field.word);
    let department = ["Sở", "Thanh tra", "Ban ", "Văn phòng", "Phòng"];
    if department.iter().any(|word| agency.starts_with(word)) {
        return vec![FIELDS.iter().find(told).unwrap_or(&OTHER)];
    }
    FIELDS.iter().filter(|field| field.word.is_empty()).collect()
}

/// The n-th name of a family, with its field: every document once, then every document with the next action.
fn title(fields: &[&'static Field], nth: usize) -> (&'static str, String) {
    let field = fields[nth % fields.len()];
    let document = nth / fields.len() % field.documents.len();
    let round = nth / (fields.len() * field.documents.len());
    let action = ACTIONS[round % ACTIONS.len()];
    let words = format!("{action} {}", field.documents[document]);
    match round / ACTIONS.len() {
        0 => (field.name, format!("{words} (mô phỏng)")),
        more => (field.name, format!("{words} (mô phỏng – loại {})", more + 1)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_is_its_own_and_says_that_it_is_simulated() {
        for agency in ["UBND xã Tân Cương", "Sở Y tế (mô phỏng)", "Sở gì đó"] {
            let fields = fields(agency);
            let names: BTreeSet<String> = (0..900).map(|nth| title(&fields, nth).1).collect();
            assert_eq!(names.len(), 900, "{agency}");
            assert!(names.iter().all(|name| name.contains("mô phỏng")));
        }
    }

    #[test]
    fn a_department_handles_its_own_field() {
        assert_eq!(fields("Sở Y tế (mô phỏng)")[0].name, "Khám bệnh chữa bệnh; dược");
        assert_eq!(fields("Sở gì đó")[0].name, "Hành chính");
        assert_eq!(fields("UBND xã Tân Cương").len(), 7);
    }
}
