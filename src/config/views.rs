//! `[[view]]`: queries that the list keeps under a name.

use super::layers::{Report, Section, Written};
use super::{SORTS, Sort};
use crate::news::problem::Problem;

/// What the list without a filter is called.
pub const ALL: &str = "All";

/// A query that the list keeps under a name. What it says is checked by who asks it, its key by the keymap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewConfig {
    /// The name, which no other has.
    pub name: Written,
    /// The query.
    pub query: Written,
    /// The keys that choose it, where it has some.
    pub key: Option<Written>,
    /// The order of its articles; none for the order there is.
    pub sort: Option<Sort>,
}

pub(super) fn views(entries: Vec<Section<'_>>, report: &mut Report) -> Vec<ViewConfig> {
    let mut views: Vec<ViewConfig> = Vec::new();
    for mut entry in entries {
        let mut silent = Report::default();
        let (name, query) = (
            entry.string("name", &mut silent),
            entry.string("query", &mut silent),
        );
        let (Some(name), Some(query)) = (name, query) else {
            let (path, line) = entry.place();
            let what = "a [[view]] needs a name and a query";
            let remedy = "write name = \"…\" and query = \"…\", or save one with `:view save NAME`";
            report
                .problems
                .push(Problem::new(path, what, remedy).at_line(line));
            continue;
        };
        if name.text.trim().is_empty() || name.text == ALL {
            let what = format!("`{}` can be no view's name", name.text);
            report.problems.push(name.problem(what, "give it another"));
        } else if let Some(other) = views.iter().find(|view| view.name.text == name.text) {
            let what = format!(
                "the view `{}` stands on line {} already",
                name.text, other.name.line
            );
            report
                .problems
                .push(name.problem(what, "remove one of the two"));
        } else {
            views.push(view(entry, name, query, report));
        }
    }
    views
}

fn view(section: Section<'_>, name: Written, query: Written, report: &mut Report) -> ViewConfig {
    let mut section = section.renamed(format!("view.{}", name.text));
    // Read once more under their own names, so that it is told where they come from.
    section.string("name", report);
    section.string("query", report);
    let view = ViewConfig {
        key: section.string("key", report),
        sort: section.choice("sort", &SORTS, report),
        name,
        query,
    };
    section.finish(report);
    view
}

#[cfg(test)]
mod tests {
    use super::super::tests::user;
    use super::*;

    #[test]
    fn views_are_read_in_their_order() {
        let config = user(
            "[[view]]\nname = \"日本\"\nquery = \"lang:ja\"\nsort = \"unread\"\n\
             [[view]]\nname = \"Deals\"\nquery = '\"red hat\" OR vmware'\nkey = \"gd\"\n",
        )
        .unwrap();
        let [first, second] = config.views.as_slice() else {
            panic!("two views")
        };
        assert_eq!(
            (first.name.text.as_str(), first.sort),
            ("日本", Some(Sort::Unread))
        );
        assert_eq!(second.query.text, "\"red hat\" OR vmware");
        assert_eq!(config.keys.views.len(), 1);
        assert_eq!(
            (config.keys.views[0].0, config.keys.views[0].1.text.as_str()),
            (1, "gd")
        );
        assert!(user("").unwrap().views.is_empty());
    }

    #[test]
    fn every_mistake_in_a_view_is_reported() {
        let problems = user(
            "[[view]]\nname = \"a\"\n[[view]]\nname = \"All\"\nquery = \"x\"\n\
             [[view]]\nname = \"b\"\nquery = \"x\"\nsort = \"size\"\nqery = 1\n[[view]]\nname = \"b\"\nquery = \"y\"\n",
        )
        .unwrap_err();
        for (start, part) in [
            ("user.toml:2: ", "needs a name and a query"),
            ("user.toml:4: ", "no view's name"),
            ("user.toml:9: ", "one of date"),
            ("user.toml:10: ", "did you mean `query`?"),
            ("user.toml:12: ", "line 7 already"),
        ] {
            assert!(
                problems
                    .iter()
                    .any(|it| it.starts_with(start) && it.contains(part)),
                "{start} {part}: {problems:#?}"
            );
        }
        assert_eq!(problems.len(), 5, "{problems:#?}");
    }
}
