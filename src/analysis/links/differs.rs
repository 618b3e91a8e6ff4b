//! Figures and dates in which two passages disagree: seven sources against five, 2018 against 2019.
//!
//! Both must give a value of the same kind, and none of one side may be among those of the other: where one figure
//! agrees, the rest are other figures of the same kind rather than a contradiction.

use std::collections::HashSet;

use super::evidence::Key;
use super::rank::{KeyFacts, KeyId};
use crate::analysis::figures::{Unit, Value, When, Year};

/// Values of one kind that lie further apart than this many times do not measure the same thing.
const APART: f64 = 4.0;

/// The figures and dates that a passage says, without those that are parts of more exact ones.
pub(super) fn said(own: &[(KeyId, f32)], keys: &[Key], facts: &[KeyFacts]) -> Vec<Value> {
    let parts: HashSet<KeyId> = own
        .iter()
        .filter_map(|(key, _)| facts.get(*key as usize))
        .flat_map(|facts| facts.parts.iter().copied())
        .collect();
    own.iter()
        .filter(|(key, _)| !parts.contains(key))
        .filter_map(|(key, _)| match keys.get(*key as usize)? {
            Key::Figure(value) => Some(*value),
            Key::Company(_) | Key::Term(_) => None,
        })
        .collect()
}

/// In what two passages disagree, as the reader is shown it: `7 ≠ 5 people`, `2018 ≠ 2019`.
pub(super) fn differs(ours: &[Value], theirs: &[Value]) -> Vec<String> {
    let mut out = Vec::new();
    let agrees = |kind: Kind| {
        ours.iter().any(|a| {
            kind_of(*a) == Some(kind)
                && theirs
                    .iter()
                    .any(|b| kind_of(*b) == Some(kind) && agree(*a, *b))
        })
    };
    let mut done: Vec<Kind> = Vec::new();
    for a in ours {
        let Some(kind) = kind_of(*a).filter(|kind| !done.contains(kind)) else {
            continue;
        };
        done.push(kind);
        if agrees(kind) {
            continue;
        }
        let of_kind = |values: &[Value]| -> Vec<Value> {
            let values = values.iter().copied();
            values.filter(|v| kind_of(*v) == Some(kind)).collect()
        };
        if let ([a], [b]) = (of_kind(ours).as_slice(), of_kind(theirs).as_slice())
            && comparable(*a, *b)
        {
            out.push(format!("{} ≠ {b}", short(*a)));
        }
    }
    out
}

/// What values must have in common to contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number(Unit),
    Date,
}

fn kind_of(value: Value) -> Option<Kind> {
    match value {
        Value::Number {
            unit: Unit::Plain, ..
        } => None,
        Value::Number { unit, .. } => Some(Kind::Number(unit)),
        Value::Date(When {
            year: Year::Given(_),
            ..
        }) => Some(Kind::Date),
        Value::Date(_) => None,
    }
}

fn agree(a: Value, b: Value) -> bool {
    match (a, b) {
        (Value::Date(a), Value::Date(b)) => {
            a.year == b.year
                && (a.month.is_none() || b.month.is_none() || a.month == b.month)
                && (a.day.is_none() || b.day.is_none() || a.day == b.day)
        }
        _ => a == b,
    }
}

fn comparable(a: Value, b: Value) -> bool {
    match (a, b) {
        (Value::Number { amount: a, .. }, Value::Number { amount: b, .. }) => {
            let (a, b) = (a.millionths().unsigned_abs(), b.millionths().unsigned_abs());
            #[expect(clippy::cast_precision_loss, reason = "a ratio is rough")]
            let ratio = a.max(b) as f64 / a.min(b).max(1) as f64;
            ratio <= APART
        }
        (Value::Date(a), Value::Date(b)) => {
            a.month.is_some() == b.month.is_some() && a.day.is_some() == b.day.is_some()
        }
        _ => false,
    }
}

/// A value without its unit, which the one beside it has too.
fn short(value: Value) -> String {
    match value {
        Value::Number { amount, .. } => amount.to_string(),
        Value::Date(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::figures::{Amount, Currency};

    fn number(whole: i128, unit: Unit) -> Value {
        Value::Number {
            amount: Amount::whole(whole).unwrap(),
            unit,
        }
    }

    fn date(year: i16, month: Option<u8>) -> Value {
        Value::Date(When {
            year: Year::Given(year),
            month,
            day: None,
        })
    }

    #[test]
    fn other_figures_of_one_kind_disagree() {
        let people = |n| [number(n, Unit::People)];
        assert_eq!(differs(&people(7), &people(5)), ["7 ≠ 5 people"]);
        let usd = |n: i128| [number(n * 1_000_000_000, Unit::Money(Currency::Usd))];
        assert_eq!(differs(&usd(61), &usd(69)), ["61 billion ≠ 69 billion USD"]);
        assert_eq!(
            differs(&[date(2018, None)], &[date(2019, None)]),
            ["2018 ≠ 2019"]
        );
    }

    #[test]
    fn what_agrees_measures_something_else_or_counts_nothing_does_not_disagree() {
        let none: [String; 0] = [];
        let percent = |n| number(n, Unit::Percent);
        assert_eq!(differs(&[percent(80), percent(85)], &[percent(80)]), none);
        assert_eq!(differs(&[percent(2)], &[percent(80)]), none);
        assert_eq!(differs(&[percent(2)], &[number(3, Unit::People)]), none);
        assert_eq!(
            differs(&[number(2, Unit::Plain)], &[number(3, Unit::Plain)]),
            none
        );
        assert_eq!(differs(&[date(2019, None)], &[date(2019, Some(5))]), none);
        assert_eq!(differs(&[date(2018, None)], &[date(2019, Some(5))]), none);
        assert_eq!(differs(&[], &[percent(3)]), none);
    }
}
