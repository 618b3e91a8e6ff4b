//! Amounts: a number with its unit, and two of them that give the ends of a range.

use super::numbers::{self, Form, Numeral};
use super::products;
use super::reader::Reader;
use super::units::{self, Meaning};
use super::value::{Amount, Unit, Value};
use super::{Figure, Precision};

/// A number with what is known of its unit.
#[derive(Clone, Copy)]
struct Quantity {
    numeral: Numeral,
    amount: Amount,
    meaning: Option<Meaning>,
    rough: bool,
    from: usize,
    to: usize,
}

/// Words before a number that make it a rank or a name's part.
const RANKS: &[&str] = &[
    "第",
    "제",
    "no.",
    "nos.",
    "number",
    "version",
    "ver.",
    "v.",
    "page",
    "chapter",
    "#",
    "@",
    "バージョン",
    "버전",
    "版本",
];
/// Words before a number that make it approximate.
const ABOUT: &[&str] = &[
    "about",
    "around",
    "roughly",
    "approximately",
    "approx.",
    "some",
    "nearly",
    "almost",
    "約",
    "およそ",
    "ほぼ",
    "ざっと",
    "约",
    "大约",
    "大約",
    "近",
    "将近",
    "將近",
    "약",
    "대략",
    "거의",
];
/// Words after a number or its unit that make it approximate.
const ABOUT_AFTER: &[(&str, ())] = &[
    ("余り", ()),
    ("ほど", ()),
    ("程度", ()),
    ("前後", ()),
    ("弱", ()),
    ("強", ()),
    ("近く", ()),
    ("左右", ()),
    ("上下", ()),
    ("가량", ()),
    ("정도", ()),
    ("쯤", ()),
    ("안팎", ()),
    ("or so", ()),
];
/// Characters between a number and its unit that make it approximate: `10余年`, `三十多名`, `100여 명`.
const ODD: &str = "余餘多여";

/// What joins the ends of a range.
const JOINTS: &[(&str, ())] = &[
    ("~", ()),
    ("-", ()),
    ("から", ()),
    ("ないし", ()),
    ("乃至", ()),
    ("至", ()),
    ("到", ()),
    ("에서", ()),
    ("to", ()),
];

/// Reads the amount that begins at `at`, or both ends of a range, and returns the position after it.
pub(super) fn read(reader: &Reader<'_>, at: usize, found: &mut Vec<Figure>) -> Option<usize> {
    let first = quantity(reader, at)?;
    if first.meaning == Some(Meaning::Place) {
        return Some(first.to);
    }
    if reader.follows(at, RANKS) {
        return Some(reader.skip(at).max(first.to));
    }
    let second = joint(reader, first.to, at).and_then(|to| quantity(reader, to));
    if let Some(second) = second
        && let second = priced(first, second)
        && let Some(first) = completed(first, second)
    {
        push(reader, first, found);
        push(reader, second, found);
        return Some(second.to);
    }
    let is_bare = matches!(first.numeral.form, Form::Digits { bare: true, .. });
    if first.meaning.is_none() && is_bare && products::goes_on_from_name(reader, at) {
        return None;
    }
    push(reader, first, found);
    Some(first.to)
}

/// The position after what joins two ends of a range, where it stands at `at`.
fn joint(reader: &Reader<'_>, at: usize, start: usize) -> Option<usize> {
    let mark = reader.space(at);
    let to = match reader.longest(mark, JOINTS) {
        Some(((), to)) => to,
        None if reader.follows(start, &["between"]) => reader.after(mark, "and")?,
        None => return None,
    };
    Some(reader.space(to))
}

/// The second end of a range of money: `$10-15 billion` gives the currency once and the scale to both.
fn priced(first: Quantity, second: Quantity) -> Quantity {
    let is_money = matches!(first.meaning, Some(Meaning::Of(Unit::Money(_))));
    let lacks = second.meaning.is_none() && first.numeral.factor == 1 && second.numeral.factor > 1;
    Quantity {
        meaning: if is_money && lacks {
            first.meaning
        } else {
            second.meaning
        },
        ..second
    }
}

/// The first end of a range with what it leaves to the second: the unit, and the scale where it has none itself.
fn completed(first: Quantity, second: Quantity) -> Option<Quantity> {
    if first.meaning.is_some_and(|m| Some(m) != second.meaning) || second.meaning.is_none() {
        return None;
    }
    if first.meaning.is_some() && first.numeral.factor == 1 && second.numeral.factor == 1 {
        return None;
    }
    let mut amount = first.amount;
    if first.meaning.is_none() && second.meaning == Some(Meaning::Tenths) {
        amount = amount.times(10)?;
    }
    let scaled = amount.times(second.numeral.factor)?;
    if first.numeral.factor == 1 && scaled < second.amount {
        amount = scaled;
    }
    (amount < second.amount).then_some(Quantity {
        amount,
        meaning: second.meaning,
        rough: first.rough || second.rough,
        ..first
    })
}

/// A number with the currency before it or the unit after it.
fn quantity(reader: &Reader<'_>, at: usize) -> Option<Quantity> {
    if let Some(to) = hundredths(reader, at) {
        let numeral = numbers::read(reader, to)?;
        return Some(with(
            reader,
            at,
            numeral,
            Some(Meaning::Of(Unit::Percent)),
            numeral.to,
        ));
    }
    let prefix = units::before(reader, at);
    let start = prefix.map_or(at, |(_, start)| start);
    let numeral = numbers::read(reader, start)?;
    let odd = usize::from(ODD.contains(reader.at(numeral.to)));
    let after = units::after(reader, numeral.to + odd);
    let (meaning, to) = match (prefix, after) {
        (Some((currency, _)), Some((Meaning::Of(Unit::Money(_)), to))) => {
            (Some(Meaning::Of(Unit::Money(currency))), to)
        }
        (Some((currency, _)), _) => (Some(Meaning::Of(Unit::Money(currency))), numeral.to),
        (None, Some((meaning, to))) => (Some(meaning), to),
        (None, None) => (None, numeral.to),
    };
    let mut quantity = with(reader, at, numeral, meaning, to);
    quantity.rough |= odd == 1 && meaning.is_some();
    fraction(reader, &mut quantity);
    Some(quantity)
}

fn with(
    reader: &Reader<'_>,
    from: usize,
    numeral: Numeral,
    meaning: Option<Meaning>,
    to: usize,
) -> Quantity {
    let is_tilde = from > 0 && reader.before(from) == '~' && {
        let before = reader.before(from - 1);
        !before.is_alphanumeric() && before != '%'
    };
    let rough = is_tilde
        || reader.follows(from, ABOUT)
        || reader.longest(reader.space(to), ABOUT_AFTER).is_some();
    Quantity {
        numeral,
        amount: numeral.amount,
        meaning,
        rough,
        from,
        to,
    }
}

/// Tenths become percent, with the digit after them (`八成五`, `8割5分`); half a year more is added (`1年半`).
fn fraction(reader: &Reader<'_>, quantity: &mut Quantity) {
    let (amount, to) = (quantity.amount, quantity.to);
    let sum = match quantity.meaning {
        Some(Meaning::Tenths) => {
            let digit = reader.at(to).to_digit(10).map(i128::from);
            let digit = digit.or_else(|| numbers::ideograph(reader.at(to)).map(i128::from));
            let after = reader.at(to + 1);
            let is_percent = after == '分'
                || (reader.lang.is_chinese() && units::after(reader, to + 1).is_none());
            let part = digit.filter(|_| is_percent);
            if part.is_some() {
                quantity.to = to + 1 + usize::from(after == '分');
            }
            let tens = amount.times(10);
            tens.zip(Amount::whole(part.unwrap_or(0)))
                .and_then(|(tens, part)| tens.plus(part))
        }
        Some(Meaning::Of(Unit::Years)) => {
            let half = reader
                .after(to, "半")
                .or_else(|| reader.after(reader.space(to), "반"));
            half.and_then(|to| {
                quantity.to = to;
                amount.plus(Amount::checked(500_000)?)
            })
        }
        _ => None,
    };
    quantity.amount = sum.unwrap_or(amount);
}

/// The position after the Chinese words for hundredths, which stand before their number.
fn hundredths(reader: &Reader<'_>, at: usize) -> Option<usize> {
    reader.after(at, "百分之").map(|to| reader.space(to))
}

/// Adds a quantity to the figures, unless it counts nothing: a numeral in words needs a unit in Chinese, Japanese and
/// Korean, and one thing alone is hardly ever a count.
fn push(reader: &Reader<'_>, quantity: Quantity, found: &mut Vec<Figure>) {
    let unit = match quantity.meaning {
        Some(Meaning::Of(unit)) => Some(unit),
        Some(Meaning::Tenths) => Some(Unit::Percent),
        Some(Meaning::Place) => return,
        None => None,
    };
    if quantity.numeral.form == Form::Words {
        let is_one = quantity.amount.as_whole() == Some(1);
        let tells = matches!(unit, Some(Unit::Percent | Unit::Money(_)));
        if (unit.is_none() && reader.is_cjk()) || (is_one && !tells) {
            return;
        }
    }
    found.push(Figure {
        span: reader.span(quantity.from, quantity.to),
        value: Value::Number {
            amount: quantity.amount,
            unit: unit.unwrap_or(Unit::Plain),
        },
        precision: if quantity.rough {
            Precision::Approximate
        } else {
            Precision::Exact
        },
    });
}
