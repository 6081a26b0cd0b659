//! What there is to draw, and what rows and columns are to it. The codes are those of `static/charts/`.

/// What is drawn, and so which columns and rows it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A bar per row: [`Role::Value`], against [`Role::Max`], with [`Role::Mean`] as a line.
    Bars,
    /// An axis per row up to its [`Role::Max`], an outline per column of [`Role::Value`] and [`Role::Mean`].
    Radar,
    /// A line per column of [`Role::Value`] and [`Role::Mean`] over the rows, which are periods, the oldest first.
    Trend,
    /// From the row [`Part::Start`] through parts to [`Part::End`]: one column of [`Role::Value`].
    Waterfall,
    /// Rows × columns, each cell as a share of its column's [`Column::max`].
    Heat,
    /// A day per row, its [`Row::key`] like `2026-10-31`: the first column counts, the others are told.
    Calendar,
    /// Ranks: [`Role::Before`] and [`Role::After`], 1 on top.
    Slope,
    /// A circle per row at its [`Row::place`], coloured by the first [`Role::Value`] as a share of its maximum.
    Map,
}

/// What a column is to the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// What is drawn.
    Value,
    /// The most there can be.
    Max,
    /// What it is compared with.
    Mean,
    /// The earlier of two.
    Before,
    /// The later of two.
    After,
    /// Told, not drawn.
    Told,
}

/// What a row is to the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// One like the others.
    Plain,
    /// The one the page is about.
    Current,
    /// Where a waterfall begins.
    Start,
    /// What rounding leaves over.
    Rest,
    /// Where a waterfall ends.
    End,
    /// Far out at sea: drawn in a frame of its own.
    Islands,
}

/// What happened in a period or on a day, apart from its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// The period was closed.
    Closing,
    /// Other rules from here on.
    Rules,
    /// Agencies merged or ended.
    Merger,
    /// A day that is not worked.
    DayOff,
}

impl Kind {
    /// Every kind.
    #[cfg(test)]
    pub const ALL: [Self; 8] = [
        Self::Bars,
        Self::Radar,
        Self::Trend,
        Self::Waterfall,
        Self::Heat,
        Self::Calendar,
        Self::Slope,
        Self::Map,
    ];

    /// What the script calls it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Bars => "bars",
            Self::Radar => "radar",
            Self::Trend => "trend",
            Self::Waterfall => "waterfall",
            Self::Heat => "heat",
            Self::Calendar => "calendar",
            Self::Slope => "slope",
            Self::Map => "map",
        }
    }
}

impl Role {
    /// What the script calls it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Max => "max",
            Self::Mean => "mean",
            Self::Before => "before",
            Self::After => "after",
            Self::Told => "told",
        }
    }
}

impl Part {
    /// What the script and the style sheet call it; empty for a row like the others.
    pub fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Current => "current",
            Self::Start => "start",
            Self::Rest => "rest",
            Self::End => "end",
            Self::Islands => "islands",
        }
    }
}

impl Event {
    /// What the script and the style sheet call it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Closing => "closing",
            Self::Rules => "rules",
            Self::Merger => "merger",
            Self::DayOff => "day-off",
        }
    }
}
