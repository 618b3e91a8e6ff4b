//! English abbreviations, as news writes them (after the Associated Press Stylebook), and the words that open sentences.

/// Words whose full stop never ends a sentence: a name or an explanation follows.
const NEVER: [&str; 54] = [
    "mr", "mrs", "ms", "mx", "dr", "prof", "messrs", "gen", "sen", "rep", "gov", "lt", "col",
    "capt", "cmdr", "sgt", "maj", "rev", "hon", "pres", "st", "mt", "ft", "vs", "v", "e.g", "i.e",
    "cf", "viz", "approx", "est", "dept", "univ", "assn", "ave", "blvd", "ca", "resp", "incl",
    "esp", "ed", "eds", "det", "sens", "reps", "govs", "profs", "supt", "insp", "adm", "atty",
    "amb", "cpl", "mts",
];

/// Words whose full stop ends no sentence where a number follows.
const BEFORE_NUMBER: [&str; 30] = [
    "no", "nos", "fig", "figs", "vol", "vols", "p", "pp", "art", "sec", "ch", "eq", "ver", "rev",
    "para", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    "tel", "ext", "pt",
];

/// Words whose full stop may end a sentence as well.
const PERHAPS: [&str; 34] = [
    "inc", "corp", "ltd", "co", "cos", "llc", "llp", "plc", "bros", "pty", "pvt", "gmbh", "s.a",
    "s.p.a", "n.v", "a.g", "u.s", "u.k", "u.n", "e.u", "u.s.a", "d.c", "a.m", "p.m", "jr", "sr",
    "etc", "al", "ph.d", "m.d", "b.a", "m.b.a", "esq", "intl",
];

/// Capitalized words that open a sentence far more often than they go on after an abbreviation.
const STARTERS: [&str; 104] = [
    "A",
    "About",
    "According",
    "After",
    "All",
    "Also",
    "Although",
    "An",
    "And",
    "Another",
    "Any",
    "Are",
    "As",
    "Asked",
    "At",
    "Because",
    "Before",
    "Both",
    "But",
    "By",
    "Can",
    "Customers",
    "Despite",
    "Do",
    "Does",
    "During",
    "Each",
    "Earlier",
    "Even",
    "Every",
    "Few",
    "For",
    "From",
    "Had",
    "Has",
    "He",
    "Her",
    "Here",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "Instead",
    "Is",
    "It",
    "Its",
    "Just",
    "Last",
    "Later",
    "Like",
    "Many",
    "Meanwhile",
    "More",
    "Most",
    "My",
    "Neither",
    "Nor",
    "Not",
    "Now",
    "Of",
    "On",
    "Once",
    "One",
    "Only",
    "Or",
    "Other",
    "Others",
    "Our",
    "Over",
    "Perhaps",
    "She",
    "Since",
    "So",
    "Some",
    "Still",
    "Such",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "Though",
    "Through",
    "To",
    "Today",
    "Two",
    "Under",
    "Until",
    "We",
    "What",
    "When",
    "Where",
    "Whether",
    "Which",
    "While",
    "Who",
    "Why",
    "With",
];

/// Names that are written with an exclamation mark.
const EXCLAIMED: [&str; 3] = ["Yahoo", "Yum", "Jeopardy"];

/// Verbs of saying, as they follow a question or an exclamation that is quoted.
const SAYING: [&str; 16] = [
    "said",
    "says",
    "asked",
    "asks",
    "wrote",
    "writes",
    "added",
    "adds",
    "replied",
    "answered",
    "told",
    "joked",
    "quipped",
    "exclaimed",
    "wondered",
    "continued",
];

/// What the full stop after a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// A sentence ends.
    Full,
    /// The word is abbreviated, and the sentence goes on.
    Abbreviates,
    /// The word is abbreviated; the sentence goes on if a number follows, and ends otherwise.
    AbbreviatesNumber,
    /// The word is abbreviated; the sentence ends only if what follows opens another.
    Either,
}

/// What the full stop after a word means, by the word alone.
pub(super) fn stop(word: &str) -> Stop {
    let lower = word.to_ascii_lowercase();
    let lower = lower.as_str();
    if is_initials(word) {
        Stop::Either
    } else if NEVER.contains(&lower) {
        Stop::Abbreviates
    } else if BEFORE_NUMBER.contains(&lower) {
        Stop::AbbreviatesNumber
    } else if PERHAPS.contains(&lower) {
        Stop::Either
    } else {
        Stop::Full
    }
}

/// Single letters with full stops between them, of which the first is a capital: `J`, `U.S`.
fn is_initials(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && word
            .split('.')
            .all(|part| part.len() == 1 && part.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// Whether text opens a sentence after an abbreviation.
pub(super) fn opens_sentence(next: &str) -> bool {
    let quoted = next.trim_start_matches(|c| "“‘\"'(".contains(c));
    STARTERS.contains(&first_word(quoted)) || quoted.len() < next.len()
}

/// Whether a name with an exclamation mark ends here.
pub(super) fn is_exclaimed(word: &str) -> bool {
    EXCLAIMED.contains(&word)
}

/// Whether text says who said what was quoted before it: a verb of saying among its first words.
pub(super) fn attributes(next: &str) -> bool {
    let clause = next.split(['.', ',', ';', ':', '?', '!', '“', '"']).next();
    clause
        .unwrap_or_default()
        .split_whitespace()
        .take(4)
        .any(|word| SAYING.contains(&word))
}

/// Whether text starts with a name such as `iPhone` or `vSphere`, whose small letter may open a sentence.
pub(super) fn is_camel(next: &str) -> bool {
    let word = first_word(next);
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().any(|b| b.is_ascii_uppercase())
}

/// The letters and digits a text starts with.
fn first_word(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    text.get(..text.len() - rest.len()).unwrap_or_default()
}
