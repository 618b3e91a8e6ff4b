//! Which article an anchor belongs to, after files were renamed, retitled and edited.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;

use super::{head, place, tail, weight};
use crate::news::article::{Article, ArticleId};
use crate::news::library::{ArticleIx, Library};
use crate::news::mark::{Anchor, Standing};

/// The weight ([`super::weight`], in cells) from which a text is rare enough to be looked for in every article.
const RARE: usize = 24;

/// The longest text, in characters, that is looked for in every article.
const NEEDLE: usize = 96;

/// In how many articles that have its text an anchor is tried: more have it only where it is boilerplate.
const TRIES: usize = 16;

/// The article an anchor belongs to, and where it stands in it; `None` where no article can be told.
///
/// The article is looked up by its name, its address and its title, in this order; where neither name, address nor
/// title holds any longer, by the marked text itself. An article that is known to be the right one, but has lost the
/// marked text, is given with [`Standing::Orphaned`].
///
/// For several anchors, [`resolve_all`] is far faster.
#[must_use]
pub fn resolve(anchor: &Anchor, library: &Library) -> Option<(ArticleIx, Standing)> {
    resolve_all([anchor], library).pop().flatten()
}

/// [`resolve`] for many anchors, in their order. The texts of those that cannot be looked up are searched for together,
/// in one pass over the library.
#[must_use]
pub fn resolve_all<'a>(
    anchors: impl IntoIterator<Item = &'a Anchor>,
    library: &Library,
) -> Vec<Option<(ArticleIx, Standing)>> {
    let anchors: Vec<&Anchor> = anchors.into_iter().collect();
    let (mut found, lost) = look_up(&anchors, library);
    search(&anchors, &lost, library, &mut found);
    found
}

/// [`resolve_all`] in a library of which not all is in hand: an article is known by its name, its address or its title
/// alone, since the text of a mark may stand in its own article, which is not here.
#[must_use]
pub fn resolve_in_hand<'a>(
    anchors: impl IntoIterator<Item = &'a Anchor>,
    library: &Library,
) -> Vec<Option<(ArticleIx, Standing)>> {
    let anchors: Vec<&Anchor> = anchors.into_iter().collect();
    let (mut found, lost) = look_up(&anchors, library);
    for at in lost {
        if let Some(place) = found.get_mut(at) {
            *place = None;
        }
    }
    found
}

/// What looking up anchors gives, and which of them are still to be searched for.
fn look_up(
    anchors: &[&Anchor],
    library: &Library,
) -> (Vec<Option<(ArticleIx, Standing)>>, Vec<usize>) {
    let index = Index::new(library);
    let mut found = Vec::with_capacity(anchors.len());
    let mut lost = Vec::new();
    for (at, anchor) in anchors.iter().enumerate() {
        let looked_up = index.look_up(anchor);
        if !looked_up.settled {
            lost.push(at);
        }
        found.push(looked_up.found);
    }
    (found, lost)
}

/// What looking up an anchor gave.
struct LookedUp {
    found: Option<(ArticleIx, Standing)>,
    /// Whether the article is known, so that no other need be searched for.
    settled: bool,
}

/// The articles by what an anchor remembers of its own.
struct Index<'a> {
    library: &'a Library,
    ids: HashMap<&'a ArticleId, ArticleIx>,
    urls: HashMap<&'a str, Vec<ArticleIx>>,
    titles: HashMap<&'a str, Vec<ArticleIx>>,
}

impl<'a> Index<'a> {
    fn new(library: &'a Library) -> Self {
        let mut index = Self {
            library,
            ids: HashMap::with_capacity(library.articles.len()),
            urls: HashMap::new(),
            titles: HashMap::with_capacity(library.articles.len()),
        };
        // What has no text here cannot say where a mark stands.
        for (ix, article) in library.iter().filter(|(_, article)| !article.is_stub()) {
            index.ids.entry(&article.id).or_insert(ix);
            if let Some(url) = &article.meta.url {
                index.urls.entry(address(url)).or_default().push(ix);
            }
            let title = article.meta.title.as_str();
            index.titles.entry(title).or_default().push(ix);
        }
        index
    }

    /// The articles that may be the anchor's, the likeliest first.
    fn candidates(&self, anchor: &Anchor) -> Vec<(ArticleIx, &'a Article)> {
        let known = &anchor.article;
        let by_id = self.ids.get(&known.id).into_iter();
        let url = known.url.as_deref().map(address);
        let by_url = url.and_then(|url| self.urls.get(url)).into_iter().flatten();
        let mut by_title: Vec<&ArticleIx> = self
            .titles
            .get(known.title.as_str())
            .into_iter()
            .flatten()
            .collect();
        by_title.sort_by_key(|ix| !self.get(**ix).is_some_and(|a| same_date(anchor, a)));
        let mut seen: Vec<(ArticleIx, &Article)> = Vec::new();
        for &ix in by_id.chain(by_url).chain(by_title) {
            if let Some(article) = self.get(ix)
                && seen.iter().all(|(other, _)| *other != ix)
            {
                seen.push((ix, article));
            }
        }
        seen
    }

    fn get(&self, ix: ArticleIx) -> Option<&'a Article> {
        self.library.get(ix)
    }

    fn look_up(&self, anchor: &Anchor) -> LookedUp {
        let candidates = self.candidates(anchor);
        let mut moved = None;
        for &(ix, article) in &candidates {
            match place(anchor, article) {
                Standing::Orphaned => {}
                standing @ Standing::Moved(_) if same(anchor, article) => {
                    return LookedUp::settled(ix, standing);
                }
                standing @ Standing::Moved(_) => moved = moved.or(Some((ix, standing))),
                standing @ Standing::Sure(_) => return LookedUp::settled(ix, standing),
            }
        }
        if let Some((ix, standing)) = moved {
            return LookedUp::settled(ix, standing);
        }
        let right = candidates.iter().find(|(_, a)| same(anchor, a));
        LookedUp {
            found: right
                .or(candidates.first())
                .map(|(ix, _)| (*ix, Standing::Orphaned)),
            settled: right.is_some(),
        }
    }
}

impl LookedUp {
    fn settled(ix: ArticleIx, standing: Standing) -> Self {
        Self {
            found: Some((ix, standing)),
            settled: true,
        }
    }
}

/// Whether two things an anchor remembers of its article hold for this one, or its address does.
fn same(anchor: &Anchor, article: &Article) -> bool {
    let known = &anchor.article;
    let title = known.title == article.meta.title;
    same_url(anchor, article) || (title && (known.id == article.id || same_date(anchor, article)))
}

fn same_url(anchor: &Anchor, article: &Article) -> bool {
    match (&anchor.article.url, &article.meta.url) {
        (Some(known), Some(url)) => address(known) == address(url),
        _ => false,
    }
}

fn same_date(anchor: &Anchor, article: &Article) -> bool {
    anchor.article.date == article.meta.date.map(|date| date.to_string())
}

/// An address without its fragment and the slash at its end.
fn address(url: &str) -> &str {
    url.split('#').next().unwrap_or(url).trim_end_matches('/')
}

/// Searches all articles for the texts of the anchors at `lost`, and enters in `found` what was found.
fn search(
    anchors: &[&Anchor],
    lost: &[usize],
    library: &Library,
    found: &mut [Option<(ArticleIx, Standing)>],
) {
    let mut wanted: HashMap<String, Vec<usize>> = HashMap::new();
    for &at in lost {
        if let Some(needle) = anchors.get(at).and_then(|anchor| needle(anchor)) {
            wanted.entry(needle).or_default().push(at);
        }
    }
    let (needles, owners): (Vec<String>, Vec<Vec<usize>>) = wanted.into_iter().unzip();
    if needles.is_empty() {
        return;
    }
    let Ok(automaton) = AhoCorasick::new(&needles) else {
        return;
    };
    let mut ranks = vec![None; found.len()];
    let mut tries = vec![0; found.len()];
    for (ix, article) in library.iter() {
        let mut hits: Vec<usize> = automaton
            .find_overlapping_iter(&article.text)
            .map(|hit| hit.pattern().as_usize())
            .collect();
        hits.sort_unstable();
        hits.dedup();
        for &at in hits.iter().filter_map(|hit| owners.get(*hit)).flatten() {
            if tries[at] == TRIES {
                continue;
            }
            tries[at] += 1;
            let standing = place(anchors[at], article);
            let rank = rank(anchors[at], article, standing);
            if standing != Standing::Orphaned && rank > ranks[at] {
                ranks[at] = rank;
                found[at] = Some((ix, standing));
            }
        }
    }
}

/// How well an article that has an anchor's text agrees with what the anchor remembers; more is better.
fn rank(anchor: &Anchor, article: &Article, standing: Standing) -> Option<[bool; 4]> {
    let known = &anchor.article;
    Some([
        matches!(standing, Standing::Sure(_)),
        known.title == article.meta.title,
        known.lang == article.lang,
        known.source == article.meta.source,
    ])
}

/// The text by which an anchor's article is searched for: the beginning of the marked text, with its neighbors where it
/// is short; `None` where all of it is too common.
fn needle(anchor: &Anchor) -> Option<String> {
    let exact = head(&anchor.exact, NEEDLE);
    let sides = [0, 10, 20, 40];
    sides
        .into_iter()
        .map(|side| {
            let suffix = if exact.len() == anchor.exact.len() {
                head(&anchor.suffix, side)
            } else {
                ""
            };
            [tail(&anchor.prefix, side), exact, suffix].concat()
        })
        .find(|needle| weight(needle) >= RARE)
}

#[cfg(test)]
mod tests {
    use super::super::edits::{article, library};
    use std::sync::Arc;

    use super::super::make;
    use super::*;
    use crate::text::span::Span;

    fn anchor_of(library: &Library, ix: usize, passage: usize) -> Anchor {
        let article = &library.articles[ix];
        make(article, article.passages[passage].span)
    }

    #[test]
    fn an_article_is_found_by_each_thing_that_is_left_of_it() {
        let before = library();
        let anchor = anchor_of(&before, 3, 4);
        let sure = Some((ArticleIx(3), Standing::Sure(anchor.span)));
        type Edit = fn(&mut Article);
        let edits: [Edit; 4] = [
            |a| a.meta.title = "Retitled".to_owned(),
            |a| a.id = ArticleId("renamed".to_owned()),
            |a| {
                a.id = ArticleId("renamed".to_owned());
                a.meta.url = None;
            },
            |a| {
                a.id = ArticleId("renamed".to_owned());
                a.meta.url = None;
                a.meta.title = "Retitled".to_owned();
            },
        ];
        for edit in edits {
            let mut after = before.clone();
            edit(Arc::make_mut(&mut after.articles[3]));
            assert_eq!(resolve(&anchor, &after), sure);
        }
    }

    #[test]
    fn a_name_that_now_belongs_to_another_article_does_not_mislead() {
        let before = library();
        let anchor = anchor_of(&before, 2, 3);
        let mut after = before.clone();
        let id = after.articles[2].id.clone();
        Arc::make_mut(&mut after.articles[2]).id = before.articles[5].id.clone();
        Arc::make_mut(&mut after.articles[5]).id = id;
        assert_eq!(
            resolve(&anchor, &after),
            Some((ArticleIx(2), Standing::Sure(anchor.span)))
        );
    }

    #[test]
    fn a_passage_that_is_gone_is_orphaned_in_its_article_and_not_looked_for_elsewhere() {
        let mut after = library();
        let anchor = anchor_of(&after, 1, 2);
        let text = after.articles[1].text.clone();
        let rest = &text[anchor.span.end..];
        let copied = article("copy", &format!("{}\n\n{rest}", anchor.exact));
        let changed = Arc::make_mut(&mut after.articles[1]);
        changed.text = rest.trim_start().to_owned();
        let cut = article("cut", &changed.text);
        (changed.blocks, changed.passages) = (cut.blocks, cut.passages);
        after.articles.push(Arc::new(copied));
        assert_eq!(
            resolve(&anchor, &after),
            Some((ArticleIx(1), Standing::Orphaned))
        );
    }

    #[test]
    fn without_its_article_a_mark_is_given_no_other() {
        let mut after = library();
        let anchor = anchor_of(&after, 0, 1);
        after.articles.remove(0);
        assert_eq!(resolve(&anchor, &after), None);
    }

    #[test]
    fn in_hand_a_mark_stands_in_its_own_article_or_nowhere() {
        let before = library();
        let anchor = anchor_of(&before, 3, 4);
        let place = |library: &Library| resolve_in_hand([&anchor], library).pop().flatten();
        assert_eq!(
            place(&before),
            Some((ArticleIx(3), Standing::Sure(anchor.span)))
        );
        let mut copied = before.clone();
        let copy = Arc::make_mut(&mut copied.articles[3]);
        copy.id = ArticleId("copy".to_owned());
        copy.meta.url = None;
        copy.meta.title = "Copied".to_owned();
        assert!(resolve(&anchor, &copied).is_some());
        assert_eq!(place(&copied), None);
        let mut stubs = before.clone();
        stubs.articles[3] = Arc::new(before.articles[3].stub());
        assert_eq!(place(&stubs), None);
    }

    #[test]
    fn a_common_word_is_not_searched_for() {
        let mut anchor = anchor_of(&library(), 0, 1);
        anchor.exact = "VMware".to_owned();
        (anchor.prefix, anchor.suffix) = (String::new(), String::new());
        assert_eq!(needle(&anchor), None);
        anchor.suffix = " and Microsoft shake hands".to_owned();
        assert!(needle(&anchor).is_some_and(|n| n.starts_with("VMware and Mic")));
    }

    #[test]
    fn many_lost_anchors_are_found_in_one_pass() {
        let before = library();
        let anchors: Vec<Anchor> = (0..before.articles.len())
            .map(|ix| {
                let telling =
                    |passage: &usize| weight(before.articles[ix].passage_text(*passage)) >= RARE;
                anchor_of(&before, ix, (5..).find(telling).unwrap())
            })
            .collect();
        let mut after = before.clone();
        for (at, article) in after.articles.iter_mut().map(Arc::make_mut).enumerate() {
            article.id = ArticleId(format!("new/{at}"));
            article.meta.title = format!("New title {at}");
            article.meta.url = None;
        }
        let expected: Vec<_> = (0..)
            .map(ArticleIx)
            .zip(&anchors)
            .map(|(ix, anchor)| Some((ix, Standing::Sure(anchor.span))))
            .collect();
        assert_eq!(resolve_all(&anchors, &after), expected);
        let empty = Anchor {
            span: Span::default(),
            exact: String::new(),
            ..anchors[0].clone()
        };
        assert_eq!(resolve(&empty, &after), None);
    }
}
