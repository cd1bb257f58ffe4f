//! cel: a program per trigger, asked in order in one context.

use std::sync::Arc;

use ::cel::common::types::{CelInt, CelString};
use ::cel::{Context, Env, Program, Value};

use crate::engine::expression::{Language, push_formatted, quoted, write};
use crate::engine::{Compiled, Engine, Meter, Unavailable};
use frontdesk_workloads::Workload;
use frontdesk_workloads::condition::{Number, Text, TextTest};
use frontdesk_workloads::visitor::Visitor;

pub(super) fn compile(workload: &Workload, mut meter: Meter) -> Result<Compiled<'_>, Unavailable> {
    let environment = Arc::new(Env::stdlib());
    let mut programs = Vec::with_capacity(workload.triggers.len());
    for condition in &workload.triggers {
        let text = write(&mut Cel, condition);
        programs.push(
            meter.time_one(|| environment.compile(&text).map_err(|error| error.to_string()))?,
        );
    }
    let cost = meter.stop();
    let engine = Programs { environment, programs, visitors: &workload.visitors };
    Ok(Compiled { engine: Box::new(engine), cost, beyond_check: None })
}

struct Programs<'w> {
    environment: Arc<Env>,
    programs: Vec<Program>,
    visitors: &'w [Visitor],
}

impl Engine for Programs<'_> {
    fn first(&self, visitor: usize) -> Option<u32> {
        let visitor = &self.visitors[visitor];
        let mut context = Context::with_env(Arc::clone(&self.environment));
        for field in Text::GIVEN {
            // Borrowed, so that no text is copied.
            let text = CelString::from(visitor.given(field)?);
            context.add_variable_as_val(field.name(), Box::new(text));
        }
        for field in Number::ALL {
            let number = CelInt::from(i64::from(visitor.number(field)?));
            context.add_variable_as_val(field.name(), Box::new(number));
        }
        let holds = |program: &Program| {
            program.execute(&context).expect("every field is there") == Value::Bool(true)
        };
        self.programs.iter().position(holds).map(|place| place as u32)
    }
}

struct Cel;

impl Language for Cel {
    const AND: &'static str = "&&";
    const OR: &'static str = "||";
    const NOT: &'static str = "!";

    fn text(&mut self, field: Text, test: &TextTest, out: &mut String) {
        let field = field.name();
        match test {
            TextTest::Is(value) => push_formatted(out, format_args!("{field} == \"{value}\"")),
            TextTest::In(values) => {
                push_formatted(out, format_args!("{field} in [{}]", quoted(values, ", ")));
            }
            TextTest::Contains(part) => {
                push_formatted(out, format_args!("{field}.contains(\"{part}\")"));
            }
            TextTest::StartsWith(start) => {
                push_formatted(out, format_args!("{field}.startsWith(\"{start}\")"));
            }
            other => unreachable!("{other} is in the workload of the web shop only"),
        }
    }
}
