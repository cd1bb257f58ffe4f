//! A picture: cost against size, both logarithmic. Where engines were compared it shows only them.

use std::error::Error;
use std::path::Path;

use plotters::prelude::*;

use crate::report::{Report, Row};

pub fn draw(report: &Report, file: &Path) -> Result<(), Box<dyn Error>> {
    let compared = report.rows.iter().filter(|row| report.ratio(row).is_some());
    let mut rows: Vec<&Row> = compared.collect();
    if rows.is_empty() {
        rows.extend(&report.rows);
    }
    let mut engines: Vec<&str> = Vec::new();
    for row in &rows {
        if !engines.contains(&row.engine.as_str()) {
            engines.push(&row.engine);
        }
    }
    let bounds = |values: &[f64]| {
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(0.0, f64::max);
        // Whole decades, at least one.
        let (from, to) = (least.log10().floor(), most.log10().ceil());
        10_f64.powf(from)..10_f64.powf(to.max(from + 1.0))
    };
    let sizes: Vec<f64> = rows.iter().map(|row| row.n as f64).collect();
    let costs: Vec<f64> = rows.iter().map(|row| row.median.max(1.0)).collect();
    if sizes.is_empty() {
        return Ok(());
    }

    let root = SVGBackend::new(file, (960, 600)).into_drawing_area();
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&root)
        .caption("a decision: first true trigger of n (solid warm, thin cold)", ("sans-serif", 20))
        .margin(12)
        .margin_right(40)
        .x_label_area_size(44)
        .y_label_area_size(84)
        .build_cartesian_2d(bounds(&sizes).log_scale(), bounds(&costs).log_scale())?;
    chart
        .configure_mesh()
        .x_desc("triggers")
        .y_desc("time a decision")
        .x_label_formatter(&|n| format!("{n:.0}"))
        .y_label_formatter(&|nanos| time(*nanos))
        .max_light_lines(1)
        .draw()?;
    for (place, engine) in engines.iter().enumerate() {
        let color = Palette99::pick(place).to_rgba();
        for (mode, width) in [("warm", 3), ("cold", 1)] {
            let of_mode = rows.iter().filter(|row| row.engine == *engine && row.mode == mode);
            let points: Vec<(f64, f64)> =
                of_mode.map(|row| (row.n as f64, row.median.max(1.0))).collect();
            let style = color.stroke_width(width);
            chart.draw_series(points.iter().map(|at| Circle::new(*at, width, color.filled())))?;
            let line = chart.draw_series(LineSeries::new(points, style))?;
            if mode == "warm" {
                line.label(*engine).legend(move |(x, y)| {
                    PathElement::new([(x, y), (x + 18, y)], color.stroke_width(3))
                });
            }
        }
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK.mix(0.3))
        .label_font(("sans-serif", 15))
        .draw()?;
    root.present()?;
    Ok(())
}

fn time(nanos: f64) -> String {
    match nanos {
        nanos if nanos < 999.0 => format!("{nanos:.0} ns"),
        nanos if nanos < 999_999.0 => format!("{:.0} µs", nanos / 1e3),
        nanos => format!("{:.0} ms", nanos / 1e6),
    }
}
