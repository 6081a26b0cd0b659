//! From what is handed in to an order that can be given.

use chiso_scoring::directive::dossiers::is_open;
use chiso_scoring::directive::{Basis, Directive, Named, Order, Target, Unsound};
use chiso_scoring::period::Period;
use chiso_scoring::sheet::Place;
use rust_decimal::Decimal;

use super::Asked;
use super::desk::{Desk, Refused};

impl Desk<'_> {
    /// The directive that is asked for, with the number it starts from as the data has it now.
    ///
    /// # Errors
    /// The first thing wrong with it, or the database failed.
    pub fn read(&self, asked: &Asked) -> Result<Directive, Refused> {
        let number = asked.number.clone().filter(|number| !number.trim().is_empty());
        let number = number.ok_or(Refused::field("number", "directive-bad-number"))?;
        let period: Period =
            asked.period.parse().map_err(|_| Refused::field("period", "directive-bad-period"))?;
        let rulebook = match &asked.rulebook {
            Some(id) => self.rulebooks.get(id).ok(),
            None => self.rulebooks.for_period(period).ok(),
        };
        let rulebook = rulebook.ok_or(Refused::field("rulebook", "directive-bad-rulebook"))?;
        let basis = Basis::read(asked.basis.as_deref().unwrap_or("dossiers"));
        let basis = basis.ok_or(Refused::field("basis", "directive-bad-basis"))?;
        let place = Place::find(rulebook, &asked.code);
        let place = place.ok_or(Refused::field("code", "directive-bad-code"))?;
        self.agencies(asked, period)?;
        let order = Order {
            title: asked.title.trim().to_owned(),
            issuer: asked.issuer.clone(),
            owner: asked.owner.clone(),
            agency: asked.agency.clone(),
            code: place.code(rulebook).to_owned(),
            period,
            rulebook: rulebook.id.clone(),
            basis,
            target: target(asked)?,
            baseline: self.quote(rulebook, (&asked.agency, place), (period, basis))?,
            deadline: asked
                .deadline
                .parse()
                .map_err(|_| Refused::field("deadline", "directive-bad-day"))?,
            units: asked.units.clone(),
            dossiers: self.named(asked)?,
            note: asked.note.clone().filter(|note| !note.trim().is_empty()),
        };
        order.check(rulebook, self.today()).map_err(unsound)?;
        Ok(self.issued(number.trim().to_owned(), order))
    }

    fn agencies(&self, asked: &Asked, period: Period) -> Result<(), Refused> {
        let known = |code: &str| self.tree.find(code, period).is_ok();
        let named = [("issuer", &asked.issuer), ("owner", &asked.owner), ("agency", &asked.agency)];
        let units = asked.units.iter().map(|unit| ("units", unit));
        match named.into_iter().chain(units).find(|(_, code)| !known(code)) {
            Some((field, _)) => Err(Refused::field(field, "directive-bad-agency")),
            None => Ok(()),
        }
    }

    fn named(&self, asked: &Asked) -> Result<Vec<Named>, Refused> {
        let named = asked.dossiers.iter().map(|number| {
            let key = self.store.dossier_number(number)?;
            let key = key.ok_or(Refused::field("dossiers", "directive-bad-dossier"))?;
            let open = self.live().and_then(|live| is_open(live, key)).unwrap_or(false);
            Ok(Named { number: number.clone(), open })
        });
        named.collect()
    }
}

fn target(asked: &Asked) -> Result<Target, Refused> {
    let value = Decimal::from_str_exact(asked.target.value.trim());
    let value = value.ok().filter(|value| value.scale() <= 4);
    let target = value.and_then(|value| Target::read(&asked.target.unit, value));
    target.ok_or(Refused::field("target", "directive-bad-target"))
}

fn unsound(reason: Unsound) -> Refused {
    match reason {
        Unsound::Code => Refused::field("code", "directive-bad-code"),
        Unsound::Rate => Refused::field("target", "directive-bad-rate"),
        Unsound::Target => Refused::field("target", "directive-bad-target"),
        Unsound::Met => Refused::field("target", "directive-bad-met"),
        Unsound::Deadline => Refused::field("deadline", "directive-bad-deadline"),
    }
}
