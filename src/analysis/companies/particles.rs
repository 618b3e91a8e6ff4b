//! What may follow a Korean name in its word: particles that agree with the name's last sound.

use std::iter;

/// How a syllable ends, as far as particles care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Final {
    Vowel,
    Rieul,
    Consonant,
}

impl Final {
    /// The ending of a syllable: Unicode orders syllables by initial, vowel and 28 finals, none first and ㄹ as the
    /// ninth (Unicode 3.12).
    fn of(syllable: char) -> Self {
        let index = u32::from(syllable).wrapping_sub(0xac00);
        match index % 28 {
            0 => Self::Vowel,
            8 => Self::Rieul,
            _ => Self::Consonant,
        }
    }
}

/// The sound a particle follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    Any,
    Vowel,
    /// A consonant, ㄹ among them.
    Consonant,
    /// A vowel or ㄹ: `로`.
    VowelOrRieul,
    /// A consonant but ㄹ: `으로`.
    ConsonantNotRieul,
}

impl After {
    fn agrees(self, last: Final) -> bool {
        match self {
            Self::Any => true,
            Self::Vowel => last == Final::Vowel,
            Self::Consonant => last != Final::Vowel,
            Self::VowelOrRieul => last != Final::Consonant,
            Self::ConsonantNotRieul => last == Final::Consonant,
        }
    }
}

/// How many particles may follow each other (`에서만은`).
const CHAIN: usize = 3;

/// Nouns that stand between a name and its particles: plural, side, courtesy, company, "and others".
const SUFFIXES: [&str; 7] = ["들", "측", "씨", "사", "님", "등", "쪽"];

/// Case particles, delimiters and forms of the copula with their contractions, by the sound they follow (National
/// Institute of Korean Language, Standard Korean Dictionary, entries marked 조사, and 이다).
const PARTICLES: &[(After, &[&str])] = &[
    (
        After::Any,
        &[
            "의",
            "에",
            "에서",
            "에게",
            "에게서",
            "께",
            "께서",
            "한테",
            "한테서",
            "도",
            "만",
            "까지",
            "부터",
            "보다",
            "처럼",
            "같이",
            "마다",
            "조차",
            "마저",
            "밖에",
            "만큼",
            "대로",
            "뿐",
            "커녕",
            "하고",
            "더러",
            "보고",
            "엔",
            "에선",
            "에겐",
            "까진",
            "보단",
            "부턴",
            "인",
            "이다",
            "이자",
            "입니다",
            "이지만",
            "인데",
            "이었다",
            "일",
        ],
    ),
    (
        After::Vowel,
        &[
            "는", "가", "를", "와", "야", "여", "랑", "나", "라도", "든", "든지", "란", "라는",
            "라고", "라며", "라면", "며", "고", "다", "였다", "지만", "요", "예요",
        ],
    ),
    (
        After::Consonant,
        &[
            "은",
            "이",
            "을",
            "과",
            "아",
            "이여",
            "이랑",
            "이나",
            "이라도",
            "이든",
            "이든지",
            "이란",
            "이라는",
            "이라고",
            "이라며",
            "이라면",
            "이며",
            "이고",
            "이야",
            "이요",
            "이에요",
        ],
    ),
    (After::VowelOrRieul, &["로", "로서", "로써", "로부터", "론"]),
    (
        After::ConsonantNotRieul,
        &["으로", "으로서", "으로써", "으로부터", "으론"],
    ),
];

/// Whether `rest`, the Hangul that follows a name ending in `last`, leaves the name a name: nothing, or one of the
/// nouns above, or particles that agree, or both.
pub(in crate::analysis) fn may_follow(last: char, rest: &str) -> bool {
    let suffix = SUFFIXES.iter().find_map(|suffix| {
        let rest = rest.strip_prefix(suffix)?;
        suffix.chars().next().map(|noun| (noun, rest))
    });
    iter::once((last, rest))
        .chain(suffix)
        .any(|(last, rest)| is_chain(Final::of(last), rest, CHAIN))
}

/// Whether `rest` is a chain of at most `left` particles after a syllable that ends in `last`.
fn is_chain(last: Final, rest: &str, left: usize) -> bool {
    if rest.is_empty() {
        return true;
    }
    if left == 0 {
        return false;
    }
    PARTICLES
        .iter()
        .filter(|(after, _)| after.agrees(last))
        .flat_map(|(_, forms)| forms.iter())
        .any(|form| {
            let ending = form.chars().next_back().map(Final::of);
            match (rest.strip_prefix(form), ending) {
                (Some(rest), Some(ending)) => is_chain(ending, rest, left - 1),
                _ => false,
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Splits a word after its name and asks about the rest.
    fn holds(name: &str, rest: &str) -> bool {
        may_follow(name.chars().next_back().unwrap(), rest)
    }

    #[test]
    fn particles_agree_with_the_last_sound() {
        // Name with a vowel, with ㄹ, with another consonant at its end: which of them each form may follow.
        for (form, vowel, rieul, consonant) in [
            ("", true, true, true),
            ("는", true, false, false),
            ("은", false, true, true),
            ("가", true, false, false),
            ("이", false, true, true),
            ("를", true, false, false),
            ("을", false, true, true),
            ("와", true, false, false),
            ("과", false, true, true),
            ("로", true, true, false),
            ("으로", false, false, true),
            ("라는", true, false, false),
            ("이라는", false, true, true),
            ("의", true, true, true),
            ("에서", true, true, true),
            ("엔", true, true, true),
            ("에선", true, true, true),
            ("까진", true, true, true),
            ("보단", true, true, true),
        ] {
            assert_eq!(holds("오라클", form), rieul, "오라클{form}");
            assert_eq!(holds("엔비디아", form), vowel, "엔비디아{form}");
            assert_eq!(holds("삼성", form), consonant, "삼성{form}");
        }
    }

    #[test]
    fn particles_follow_each_other_and_a_noun_of_respect_or_plural() {
        for (name, rest) in [
            ("애플", "과의"),
            ("애플", "에서만은"),
            ("애플", "로부터의"),
            ("델", "로서도"),
            ("삼성", "측은"),
            ("삼성", "측이"),
            ("구글", "등이"),
            ("구글", "등과의"),
            ("네이버", "사의"),
            ("네이버", "쪽에서는"),
            ("마이크로소프트", "였다"),
            ("삼성", "이었다"),
        ] {
            assert!(holds(name, rest), "{name}{rest}");
        }
    }

    #[test]
    fn other_words_are_no_particles() {
        for (name, rest) in [
            ("애플", "파이"),
            ("애플", "민트"),
            ("델", "리"),
            ("델", "타항공"),
            ("삼성", "전자"),
            ("삼성", "동"),
            ("라인", "업"),
            ("오라클", "럼"),
            ("메타", "버스"),
            ("아마존", "강"),
            ("삼성", "측는"),
            ("애플", "에서도만은"),
            ("애플", "의의의의"),
        ] {
            assert!(!holds(name, rest), "{name}{rest}");
        }
    }
}
