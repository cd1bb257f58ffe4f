//! wirefilter-engine, as the registry has it: a filter per trigger, asked in order.
//!
//! It has no prefixes; a pair of comparisons by bytes is one, and much cheaper than an expression.

use wirefilter::{ExecutionContext, Filter, Scheme, Type};

use crate::engine::expression::{Language, push_formatted, quoted, write};
use crate::engine::{Compiled, Engine, Meter, Unavailable};
use frontdesk_workloads::Workload;
use frontdesk_workloads::condition::{Number, Text, TextTest};
use frontdesk_workloads::visitor::Visitor;

pub(super) fn compile(workload: &Workload, mut meter: Meter) -> Result<Compiled<'_>, Unavailable> {
    let texts = Text::GIVEN.map(|field| (field.name().to_owned(), Type::Bytes));
    let numbers = Number::ALL.map(|field| (field.name().to_owned(), Type::Int));
    let scheme = Scheme::try_from_iter(texts.into_iter().chain(numbers))
        .map_err(|error| Unavailable::Failed(error.to_string()))?;
    // Filters borrow their scheme; this one is small and stays.
    let scheme: &Scheme = Box::leak(Box::new(scheme));
    let mut filters = Vec::with_capacity(workload.triggers.len());
    for condition in &workload.triggers {
        let text = write(&mut Wire, condition);
        filters.push(meter.time_one(|| {
            let parsed = scheme.parse(&text).map_err(|error| error.to_string())?;
            Ok(parsed.compile())
        })?);
    }
    let cost = meter.stop();
    let engine = Filters { scheme, filters, visitors: &workload.visitors };
    Ok(Compiled { engine: Box::new(engine), cost, beyond_check: None })
}

struct Filters<'w> {
    scheme: &'w Scheme,
    filters: Vec<Filter<'w>>,
    visitors: &'w [Visitor],
}

impl<'w> Engine for Filters<'w> {
    fn first(&self, visitor: usize) -> Option<u32> {
        let visitor = &self.visitors[visitor];
        let mut context = ExecutionContext::new(self.scheme);
        for field in Text::GIVEN {
            let text = visitor.given(field).unwrap_or_default();
            context.set_field_value(field.name(), text).expect("a text field");
        }
        for field in Number::ALL {
            let number = visitor.number(field).unwrap_or_default() as i32;
            context.set_field_value(field.name(), number).expect("a number field");
        }
        let holds = |filter: &Filter<'w>| filter.execute(&context).expect("the scheme is the same");
        self.filters.iter().position(holds).map(|place| place as u32)
    }
}

struct Wire;

impl Language for Wire {
    const AND: &'static str = "&&";
    const OR: &'static str = "||";
    const NOT: &'static str = "!";

    fn text(&mut self, field: Text, test: &TextTest, out: &mut String) {
        let field = field.name();
        match test {
            TextTest::Is(value) => push_formatted(out, format_args!("{field} == \"{value}\"")),
            TextTest::In(values) => {
                push_formatted(out, format_args!("{field} in {{{}}}", quoted(values, " ")));
            }
            TextTest::Contains(part) => {
                push_formatted(out, format_args!("{field} contains \"{part}\""));
            }
            TextTest::StartsWith(start) => {
                let after = after_all_with(start);
                push_formatted(
                    out,
                    format_args!("({field} >= \"{start}\" && {field} < \"{after}\")"),
                );
            }
            other => unreachable!("{other} is in the workload of the web shop only"),
        }
    }
}

/// The least text that is greater than every text with this start. All of it is ASCII.
fn after_all_with(start: &str) -> String {
    let (rest, last) = start.split_at(start.len() - 1);
    let next = last.bytes().next().map_or('\u{1}', |byte| char::from(byte + 1));
    format!("{rest}{next}")
}
