//! The names of the months in English.

/// The months in order.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The number of the month, from 1, that a word names: in full, by its first three letters or as `Sept`, in any
/// capitalization and without a stop.
#[must_use]
pub fn month(word: &str) -> Option<u8> {
    let is_short = word.len() == 3 || word.eq_ignore_ascii_case("sept");
    let at = MONTHS.iter().position(|name| {
        let start = name.get(..word.len()).unwrap_or_default();
        name.eq_ignore_ascii_case(word) || (is_short && start.eq_ignore_ascii_case(word))
    })?;
    u8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_full_and_by_their_short_forms() {
        assert_eq!(month("September"), Some(9));
        assert_eq!(month("sept"), Some(9));
        assert_eq!(month("MAY"), Some(5));
        assert_eq!(month("mayo"), None);
        assert_eq!(month("Septe"), None);
        assert_eq!(month(""), None);
    }
}
