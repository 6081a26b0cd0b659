//! The scale: every group on one radar axis, grade bands without gap or overlap.

use super::Check;
use crate::rulebook::{Axis, Grade, Group, file};

impl Check<'_> {
    pub(super) fn axes(&mut self, written: &[file::Axis], groups: &[Group]) -> Vec<Axis> {
        let mut used = vec![0; groups.len()];
        let mut axes = Vec::new();
        for axis in written {
            let mut members = Vec::new();
            for code in axis.groups.as_ref() {
                match groups.iter().position(|group| group.code == *code) {
                    Some(at) => {
                        used[at] += 1;
                        members.push(at);
                    }
                    None => self.report(
                        axis.groups.span(),
                        format!("the group '{code}' is unknown"),
                        None,
                    ),
                }
            }
            axes.push(Axis {
                code: axis.code.as_ref().clone(),
                name: axis.name.clone(),
                max: members.iter().map(|at| groups[*at].max).sum(),
                groups: members,
            });
        }
        for (group, times) in groups.iter().zip(used) {
            if times != 1 {
                let reason = format!("the group {} stands on {times} axes, not on one", group.code);
                self.problems.push(self.source.problem(0, reason, None));
            }
        }
        axes
    }

    pub(super) fn grades(&mut self, written: &[file::Grade], max: u32) -> Vec<Grade> {
        let mut bands: Vec<&file::Grade> = written.iter().collect();
        bands.sort_by_key(|grade| *grade.from.as_ref());
        let mut covered = 0;
        for band in &bands {
            let (from, to) = (*band.from.as_ref(), *band.to.as_ref());
            let code = &band.code;
            if to <= from {
                self.report(
                    band.to.span(),
                    format!("the band '{code}' ends before it begins"),
                    None,
                );
            } else if from > covered {
                let reason =
                    format!("no grade from {covered} to {from} points: the bands have a gap");
                self.report(band.from.span(), reason, None);
            } else if from < covered {
                let reason =
                    format!("the band '{code}' overlaps the one below, which goes to {covered}");
                self.report(band.from.span(), reason, None);
            }
            covered = covered.max(to);
        }
        if covered != max {
            let at = bands.last().map_or(0..0, |band| band.to.span());
            self.report(at, format!("the bands end at {covered} points, the scale at {max}"), None);
        }
        bands.iter().rev().map(|band| grade(band)).collect()
    }
}

fn grade(written: &file::Grade) -> Grade {
    Grade {
        code: written.code.clone(),
        name: written.name.clone(),
        from: *written.from.as_ref(),
        to: *written.to.as_ref(),
    }
}
