//! Findings in words: where, how bad, by which rule.

use chiso_scoring::lang::Lang;

use super::doc::Place;
use super::finding::{Finding, Severity};

impl Severity {
    /// Every severity, the worst first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    /// Stable code, for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Its name.
    #[must_use]
    pub fn tell(self, lang: Lang) -> String {
        lang.text(&format!("lint-severity-{}", self.code()))
    }
}

impl Finding {
    /// What the rule says.
    #[must_use]
    pub fn rule(&self, lang: Lang) -> String {
        lang.text(&format!("lint-{}", self.code))
    }
}

impl Place {
    /// Where it is, so that a person finds it: `Bảng 2, dòng 5, cột 4`.
    #[must_use]
    pub fn tell(&self, lang: Lang) -> String {
        let number = |value: usize| value.to_string();
        if let (Some(sheet), Some(cell)) = (&self.sheet, &self.cell) {
            return lang.text_with("lint-place-cell", &[("sheet", sheet), ("cell", cell)]);
        }
        if let Some((table, row, column)) = self.table {
            let (table, row, column) = (number(table), number(row), number(column));
            let values = [("table", &*table), ("row", &*row), ("column", &*column)];
            let place = lang.text_with("lint-place-table", &values);
            let Some(line) = self.line else { return place };
            let values = [("place", &*place), ("line", &*number(line))];
            return lang.text_with("lint-place-within", &values);
        }
        if let Some(line) = self.line {
            return lang.text_with("lint-place-line", &[("line", &number(line))]);
        }
        if let Some(paragraph) = self.paragraph {
            return lang.text_with("lint-place-paragraph", &[("paragraph", &number(paragraph))]);
        }
        let sheet = self.sheet.as_ref();
        sheet.map_or_else(
            || lang.text("lint-place-whole"),
            |sheet| lang.text_with("lint-place-sheet", &[("sheet", sheet)]),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_said_as_people_look_for_them() {
        let whole = Place::default;
        let table = Place { table: Some((2, 5, 4)), ..whole() };
        let cell =
            Place {
                sheet: Some("Tiến độ".to_owned()), cell: Some("C7".to_owned()), ..whole()
            };
        let line = Place { line: Some(31), ..whole() };
        let pasted = Place { line: Some(93), ..table.clone() };
        let paragraph = Place { paragraph: Some(12), ..whole() };
        let said = |place: &Place| place.tell(Lang::Vi);
        assert_eq!(said(&table), "Bảng 2, dòng 5, cột 4");
        assert_eq!(said(&cell), "Trang tính Tiến độ, ô C7");
        assert_eq!(said(&line), "Dòng 31");
        assert_eq!(said(&pasted), "Bảng 2, dòng 5, cột 4 (dòng 93 của tệp)");
        assert_eq!(said(&paragraph), "Đoạn 12");
        assert_eq!(said(&whole()), "Toàn văn bản");
        assert_eq!(paragraph.tell(Lang::En), "Paragraph 12");
    }
}
