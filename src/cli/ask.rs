//! `ask`: the passages that answer a question.

use serde_json::{Value, json};

use super::args::AskArgs;
use super::index::meanings;
use super::links::{Row, passage_json, reasons_json, table};
use super::output::Output;
use super::setup::Setup;
use super::stock::Stock;
use super::{Failure, Verdict};
use crate::analysis::ask::{CLAIMED, Question, Words};
use crate::analysis::companies::Matcher;
use crate::analysis::links::{Index, Meanings};
use crate::news::link::Answer;
use crate::runtime::meaning::of_question;

/// Lists the best answers of the whole library.
pub(super) fn answer(setup: &Setup, args: &AskArgs, out: &mut Output) -> Result<Verdict, Failure> {
    if args.question.trim().is_empty() {
        return Err(Failure::Usage("the question is empty".to_owned()));
    }
    let stock = Stock::read(setup)?;
    let (meanings, _) = meanings(&stock)?;
    let companies = &setup.config.companies;
    let question = Question::read(&args.question, &Matcher::new(companies));
    let asked = of_question(&question).map_err(|error| Failure::Data(error.to_string()))?;
    let near = |passage| Some(meanings.get(passage)?.dot(&asked));
    // Of the index only what the passages name is wanted: without meanings nothing is compared.
    let none = Meanings::default();
    let index = Index::new(&stock.library, &stock.mentions, companies, &none);
    let words = Words::new(&stock.library);
    let answers = words.answers(&question, Some(&index), near, args.top);
    if args.json {
        answers
            .iter()
            .try_for_each(|answer| out.json(&as_json(&stock, answer)))?;
    } else {
        show(&stock, &answers, out)?;
    }
    Ok(Verdict::Fine)
}

fn show(stock: &Stock, answers: &[Answer], out: &mut Output) -> Result<(), Failure> {
    let rows = answers.iter().map(|answer| Row {
        to: answer.to,
        probability: answer.probability,
        kind: if answer.probability >= CLAIMED {
            "answer"
        } else {
            "nearest"
        },
        reasons: &answer.reasons,
    });
    table(stock, rows).write(out)
}

fn as_json(stock: &Stock, answer: &Answer) -> Value {
    let mut value = passage_json(stock, answer.to).unwrap_or_else(|| json!({}));
    if let Some(fields) = value.as_object_mut() {
        fields.insert("probability".to_owned(), json!(answer.probability));
        let claimed = answer.probability >= CLAIMED;
        fields.insert("claimed".to_owned(), json!(claimed));
        fields.insert("similarity".to_owned(), json!(answer.similarity));
        fields.insert("reasons".to_owned(), reasons_json(&answer.reasons));
    }
    value
}
