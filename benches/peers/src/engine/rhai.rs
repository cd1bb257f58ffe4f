//! rhai: a syntax tree per trigger, asked in order in one scope.

use ::rhai::{AST, Engine as Rhai, Scope};

use crate::engine::expression::{Language, push_formatted, quoted, write};
use crate::engine::{Compiled, Engine, Meter, Unavailable};
use frontdesk_workloads::Workload;
use frontdesk_workloads::condition::{Number, Text, TextTest};
use frontdesk_workloads::visitor::Visitor;

pub(super) fn compile(workload: &Workload, mut meter: Meter) -> Result<Compiled<'_>, Unavailable> {
    let rhai = Rhai::new();
    let mut trees = Vec::with_capacity(workload.triggers.len());
    for condition in &workload.triggers {
        let text = write(&mut Script, condition);
        trees.push(
            meter.time_one(|| rhai.compile_expression(&text).map_err(|error| error.to_string()))?,
        );
    }
    let cost = meter.stop();
    let engine = Trees { rhai, trees, visitors: &workload.visitors };
    Ok(Compiled { engine: Box::new(engine), cost, beyond_check: None })
}

struct Trees<'w> {
    rhai: Rhai,
    trees: Vec<AST>,
    visitors: &'w [Visitor],
}

impl Engine for Trees<'_> {
    fn first(&self, visitor: usize) -> Option<u32> {
        let visitor = &self.visitors[visitor];
        let mut scope = Scope::new();
        for field in Text::GIVEN {
            scope.push_constant(field.name(), visitor.given(field)?.to_owned());
        }
        for field in Number::ALL {
            scope.push_constant(field.name(), i64::from(visitor.number(field)?));
        }
        let holds = |tree: &AST| {
            self.rhai.eval_ast_with_scope::<bool>(&mut scope, tree).expect("every field is there")
        };
        self.trees.iter().position(holds).map(|place| place as u32)
    }
}

struct Script;

impl Language for Script {
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
                push_formatted(out, format_args!("{field}.starts_with(\"{start}\")"));
            }
            other => unreachable!("{other} is in the workload of the web shop only"),
        }
    }
}
