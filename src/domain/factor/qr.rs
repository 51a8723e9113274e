//! A picture that phones read, as the data of one SVG path.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// Modules of white around it (ISO/IEC 18004 §6.3.8).
const QUIET: i32 = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// Modules on each side, those around it too.
    pub side: i32,
    /// The dark ones: `d` of a path.
    pub path: String,
}

impl Qr {
    /// Nothing where the text is too long for any.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let mut path = String::new();
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let run = (x..code.size())
                    .take_while(|&x| code.get_module(x, y))
                    .count();
                let run = i32::try_from(run).unwrap_or(0);
                if run > 0 {
                    // A string takes all that is written to it.
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
                }
                x += run.max(1);
            }
        }
        Some(Self {
            side: code.size() + 2 * QUIET,
            path,
        })
    }
}
