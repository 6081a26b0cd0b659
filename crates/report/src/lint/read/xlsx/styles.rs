//! Formats of cells: which pattern prints the number of a cell.

use std::collections::HashMap;

use super::super::Refused;
use super::super::limits::{STYLES, within};
use super::super::xml::{Attributes, Visit};

/// Patterns that the standard names by number only. ECMA-376-1, 18.8.30; days as they are printed in Vietnam.
const BUILT_IN: [(usize, &str); 28] = [
    (0, "General"),
    (1, "0"),
    (2, "0.00"),
    (3, "#,##0"),
    (4, "#,##0.00"),
    (9, "0%"),
    (10, "0.00%"),
    (11, "0.00E+00"),
    (12, "# ?/?"),
    (13, "# ??/??"),
    (14, "dd/mm/yyyy"),
    (15, "d-mmm-yy"),
    (16, "d-mmm"),
    (17, "mmm-yy"),
    (18, "h:mm AM/PM"),
    (19, "h:mm:ss AM/PM"),
    (20, "h:mm"),
    (21, "h:mm:ss"),
    (22, "dd/mm/yyyy h:mm"),
    (37, "#,##0;(#,##0)"),
    (38, "#,##0;(#,##0)"),
    (39, "#,##0.00;(#,##0.00)"),
    (40, "#,##0.00;(#,##0.00)"),
    (45, "mm:ss"),
    (46, "[h]:mm:ss"),
    (47, "mm:ss.0"),
    (48, "##0.0E+0"),
    (49, "@"),
];

/// The patterns of a workbook.
#[derive(Debug, Default)]
pub(super) struct Styles {
    own: HashMap<usize, String>,
    cells: Vec<usize>,
    in_cells: bool,
}

impl Styles {
    /// The pattern of a cell by the number of its style.
    pub fn pattern(&self, style: usize) -> &str {
        let id = self.cells.get(style).copied().unwrap_or_default();
        let own = self.own.get(&id).map(String::as_str);
        own.or_else(|| BUILT_IN.iter().find(|(known, _)| *known == id).map(|(_, pattern)| *pattern))
            .unwrap_or("General")
    }
}

impl Visit for Styles {
    fn start(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<(), Refused> {
        match name {
            "numFmt" => {
                if let (Some(id), Some(code)) =
                    (attributes.number("numFmtId"), attributes.get("formatCode"))
                {
                    self.own.insert(id, code);
                    within(self.own.len(), STYLES)?;
                }
            }
            "cellXfs" => self.in_cells = true,
            "xf" if self.in_cells => {
                self.cells.push(attributes.number("numFmtId").unwrap_or_default());
                within(self.cells.len(), STYLES)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refused> {
        if name == "cellXfs" {
            self.in_cells = false;
        }
        Ok(())
    }

    fn text(&mut self, _: &str) -> Result<(), Refused> {
        Ok(())
    }
}
