# English. Keys are grouped by where they are used; vi.ftl has the same keys.

# Periods, levels, states
period-month = { $month }/{ $year }
period-quarter = quarter { $quarter }/{ $year }
period-year = { $year }
level-nation = Nation
level-ministry = Ministry
level-province = Province
level-department = Department
level-district = District
level-commune = Commune
state-value = value
state-zero = zero
state-not_applicable = not applicable
state-no_dossiers = nothing occurred
state-source_silent = no figure yet
state-provisional = provisional
state-inherited = the province's figure
state-constant = given to everybody
status-official = official
status-unofficial = unofficial
origin-counts = computed from counts
origin-published = points as published
origin-rate = computed from a published rate
origin-parts = sum of several origins
origin-none = none

# Rules in words
form-linear = { $max } × rate
form-scaled = { $max } × rate ÷ { $target } %, at most { $max }
form-jump = { $max } points from { $target } % on, below that { $max } × rate
form-constant = { $max } points for everybody
form-shown = shown only, not scored
zero-empty = no points
zero-zero = 0 points
zero-full = the maximum
round-points = points rounded to 2 decimals from the exact rate
round-percent = the percentage rounded to 2 decimals, then the points
level-rule-own = the unit's own figure
level-rule-inherited = the province's figure
level-rule-none = not scored
level-rule-full = the maximum is given
rule-share = { $max } × the group's rate
rule-sum = { $parts }
rule-nation = mean of the provinces per axis, rounded, then summed

unit-days = { $days } days

# Explanation of a number
explain-title = { $code } { $agency }, { $period }
explain-what = Measure
explain-formula = Formula
explain-counts = Counts
explain-points = Points
explain-points-value = { $points } of { $max } points
explain-points-none = no points (at most { $max })
explain-state = State
explain-origin = Obtained
explain-published = Published
explain-target = Target
explain-zero = Zero denominator
explain-rounding = Rounding
explain-level = Level of the unit
explain-rulebook = Rulebook
explain-confidence = Confidence
explain-confidence-a = A – stated by a source and reproduced on published figures
explain-confidence-b = B – stated by a source or reproduced
explain-confidence-c = C – inferred
explain-cite = Source of the rule
explain-note = Note
explain-source = Source
explain-source-value = { $source }, captured { $as_of }, revision { $revision }
explain-parts = Sum of
explain-grade = Grade
