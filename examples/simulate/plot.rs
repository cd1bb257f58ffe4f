//! The plots: an SVG document with a row of three panels for each staffing level.

use std::fmt::Write;
use std::time::Duration;

use crate::measures::Named;
use crate::{Compared, Level};

/// Colours that people with colour blindness can distinguish (Okabe and Ito).
const COLOURS: [&str; 6] = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9"];

const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 50.0;
const TOP: f64 = 70.0;
/// The distance between panels and between rows, in pixels.
const STEP: (f64, f64) = (460.0, 330.0);

/// The waiting times with a mark on the axis, in seconds.
const MARKS: [(u64, &str); 7] = [
    (10, "10 s"),
    (60, "1"),
    (300, "5"),
    (600, "10"),
    (1200, "20"),
    (2400, "40"),
    (3600, "60 min"),
];

pub(crate) fn draw(levels: &[Level]) -> String {
    let (width, height) = (LEFT + 3.0 * STEP.0, TOP + levels.len() as f64 * STEP.1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"11\" fill=\"#222\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for (place, run) in levels.first().map_or(&[][..], |level| &level.runs).iter().enumerate() {
        let x = LEFT + 120.0 * place as f64;
        bar(&mut svg, (x, 14.0, 12.0, 12.0), place);
        text(&mut svg, (x + 18.0, 24.0), "", &run.name);
    }
    for (row, level) in levels.iter().enumerate() {
        let top = TOP + row as f64 * STEP.1;
        let staffing = &level.staffing;
        waits(&mut svg, (LEFT, top), &format!("answered within, staffing {staffing}"), level);
        let title = format!("load per agent, staffing {staffing}");
        bars(&mut svg, (LEFT + STEP.0, top), &title, "", &level.runs, |run| &run.loads);
        let title = format!("share per group, staffing {staffing}");
        bars(&mut svg, (LEFT + 2.0 * STEP.0, top), &title, " %", &level.runs, |run| &run.shares);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Plots the share of arrivals that were answered within a time. Higher is better. The part that is
/// missing at the right was not answered within an hour.
fn waits(svg: &mut String, (left, top): (f64, f64), title: &str, level: &Level) {
    frame(svg, (left, top), title, 100.0, " %");
    // The axis has a square-root scale, which gives short times more room. Every machine rounds it
    // equally.
    let longest = Duration::from_secs(MARKS[MARKS.len() - 1].0);
    let x = |wait: Duration| left + WIDTH * (wait.as_secs_f64() / longest.as_secs_f64()).sqrt();
    for (seconds, mark) in MARKS {
        let x = x(Duration::from_secs(seconds));
        line(svg, (x, top + HEIGHT), (x, top + HEIGHT + 4.0));
        text(svg, (x, top + HEIGHT + 16.0), "text-anchor=\"middle\"", mark);
    }
    for (place, run) in level.runs.iter().enumerate() {
        let of = run.measures.outcomes.len().max(1) as f64;
        let waits = run.measures.waits();
        let seen = waits.iter().take_while(|wait| **wait <= longest).count();
        let y = |answered: usize| top + HEIGHT * (1.0 - answered as f64 / of);
        let mut points = format!("{left:.1},{:.1}", y(0));
        for (answered, wait) in waits[..seen].iter().enumerate() {
            let _ = write!(points, " {:.1},{:.1}", x(*wait), y(answered + 1));
        }
        let _ = write!(points, " {:.1},{:.1}", left + WIDTH, y(seen));
        let colour = COLOURS[place % COLOURS.len()];
        let _ = writeln!(
            svg,
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>"
        );
    }
}

/// Plots a bar for each name and strategy. Names without any value are omitted.
fn bars(
    svg: &mut String,
    (left, top): (f64, f64),
    title: &str,
    unit: &str,
    runs: &[Compared],
    of: impl Fn(&Compared) -> &Named,
) {
    let all = runs.iter().flat_map(|run| of(run).iter());
    let highest = all.map(|(_, value)| *value).fold(0.0, f64::max);
    // The axis ends at a round number above the largest value.
    let step = [0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 100.0, 1000.0];
    let step = step.into_iter().find(|step| highest <= 4.0 * step).unwrap_or(highest);
    frame(svg, (left, top), title, 4.0 * step, unit);
    let names: Vec<(usize, &str)> = match runs.first() {
        Some(run) => of(run).iter().map(|(name, _)| name.as_str()).enumerate().collect(),
        None => Vec::new(),
    };
    let shown = |row: usize| runs.iter().any(|run| of(run)[row].1 > 0.0);
    let names: Vec<_> = names.into_iter().filter(|(row, _)| shown(*row)).collect();
    let slot = WIDTH / names.len().max(1) as f64;
    let thick = slot * 0.8 / runs.len().max(1) as f64;
    for (place, (row, name)) in names.iter().enumerate() {
        let x = left + slot * (place as f64 + 0.1);
        for (strategy, run) in runs.iter().enumerate() {
            let high = HEIGHT * of(run)[*row].1 / (4.0 * step);
            let x = x + thick * strategy as f64;
            bar(svg, (x, top + HEIGHT - high, thick, high), strategy);
        }
        let (x, y) = (x + slot * 0.5, top + HEIGHT + 10.0);
        let turned = format!("text-anchor=\"end\" transform=\"rotate(-45 {x:.1} {y:.1})\"");
        text(svg, (x, y), &turned, name);
    }
}

/// Draws the title and the scale from 0 upwards.
fn frame(svg: &mut String, (left, top): (f64, f64), title: &str, highest: f64, unit: &str) {
    text(svg, (left, top - 12.0), "font-weight=\"bold\"", title);
    for mark in 0..=4 {
        let part = f64::from(mark) / 4.0;
        let y = top + HEIGHT * (1.0 - part);
        line(svg, (left, y), (left + WIDTH, y));
        let mark = format!("{}{unit}", highest * part);
        text(svg, (left - 6.0, y + 4.0), "text-anchor=\"end\"", &mark);
    }
}

fn line(svg: &mut String, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    let _ = writeln!(
        svg,
        "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"#ccc\"/>"
    );
}

fn bar(svg: &mut String, (x, y, width, height): (f64, f64, f64, f64), place: usize) {
    let colour = COLOURS[place % COLOURS.len()];
    let _ = writeln!(
        svg,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{colour}\"/>"
    );
}

fn text(svg: &mut String, (x, y): (f64, f64), attributes: &str, words: &str) {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" {attributes}>{words}</text>");
}
