//! A report as plain text: everything it says, one line each.

use chiso_report::{Block, Cell, Report, Row, Table, number};

pub fn dump(report: &Report) -> String {
    let head = &report.head;
    let mut out = vec![
        format!("[head] {:?} / {} / {:?}/{}", head.parent, head.own, head.number, head.symbol),
        format!("[place] {}, {:?}", head.place, head.date),
        format!("[to] {}", head.addressees.join("; ")),
        format!(
            "[title] {}: {} [{}]",
            report.title.kind, report.title.subject, report.title.period
        ),
    ];
    out.extend(report.intro.iter().map(|text| text.text()));
    out.extend(report.sections.iter().flat_map(block));
    out.push(format!("[closing] {}", report.closing.text()));
    let sign = &report.sign;
    out.push(format!("[sign] {:?} / {} / {}", sign.authority, sign.title, sign.name));
    out.push(format!("[recipients] {}", report.recipients.join("; ")));
    out.extend(report.footnotes.iter().map(|note| format!("{} {}", note.mark, note.text.text())));
    for annex in &report.annexes {
        let side = if annex.landscape { " (ngang)" } else { "" };
        out.push(format!("\n[annex{side}] {}: {}", annex.title, annex.subject));
        out.push(annex.reference.clone());
        out.extend(annex.sections.iter().flat_map(block));
    }
    out.push(format!("[imprint] {}", report.imprint));
    out.join("\n")
}

fn block(block: &Block) -> Vec<String> {
    match block {
        Block::Heading(heading) => vec![format!("\n# {:?} {}", heading.level, heading.text)],
        Block::Paragraph(text) => vec![text.text()],
        Block::Note(text) => vec![format!("({})", text.text())],
        Block::Bullets(bullets) => bullets
            .iter()
            .map(|bullet| format!("{} {}", bullet.level.mark(), bullet.text.text()))
            .collect(),
        Block::Table(table) => lines(table),
    }
}

fn lines(table: &Table) -> Vec<String> {
    let title = |column: &chiso_report::Column| match &column.group {
        Some(group) => format!("{group} / {}", column.title),
        None => column.title.clone(),
    };
    let titles: Vec<String> = table.columns.iter().map(title).collect();
    let mut out = vec![format!("\n[{}] {}", table.short, table.caption), titles.join(" | ")];
    let mut ordinal = 0;
    out.extend(table.rows.iter().map(|row| match row {
        Row::Section { mark, title } => {
            ordinal = 0;
            format!("== {mark} {title}")
        }
        Row::Normal(cells) => {
            ordinal += 1;
            joined(cells, ordinal)
        }
        Row::Total { cells, .. } => format!("== {}", joined(cells, 0)),
    }));
    out.push(String::new());
    out
}

pub fn joined(cells: &[Cell], ordinal: u32) -> String {
    let text = |cell: &Cell| match cell {
        Cell::Empty => String::new(),
        Cell::Ordinal => ordinal.to_string(),
        Cell::Text(text) => text.clone(),
        Cell::Missing(reason) => format!("({reason})"),
        Cell::Integer(value) => number::integer(*value),
        Cell::Decimal { value, digits } => number::decimal(*value, *digits),
        Cell::Percent { value, digits } => number::percent(*value, *digits),
        Cell::Change { value, digits } => number::change(*value, *digits),
        Cell::Moved { value, digits, noun } => number::moved(*value, *digits, noun),
        Cell::Fraction(done, all) => number::fraction(*done, *all),
    };
    cells.iter().map(text).collect::<Vec<_>>().join(" | ")
}
