//! The platform's logo: read within bounds, decoded, and drawn anew, so that what a browser gets holds the
//! picture and nothing else.

use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

/// Largest file, in bytes.
const LARGEST_FILE: u64 = 64 * 1024;
/// Longest side before it is made smaller: a small file can claim to be a very large picture.
const LONGEST_SIDE: u32 = 4096;
/// What decoding may take: such a picture at four bytes a pixel.
const MOST_MEMORY: u64 = 64 * 1024 * 1024;
/// How high it is shown, and how wide at most, in CSS pixels; it has twice as many of its own.
const HEIGHT: u32 = 32;
const WIDTH: u32 = 240;

/// A PNG of our own making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    pub png: Vec<u8>,
    /// In CSS pixels.
    pub width: u32,
    pub height: u32,
}

/// Why a file is no logo; in words that say what mends it.
#[derive(Debug, thiserror::Error)]
pub enum LogoFault {
    #[error("the file cannot be read ({0}): correct the path or its permissions.")]
    Unread(#[from] io::Error),
    #[error("the file has more than 64 KB: make the picture smaller, 64 pixels high is enough.")]
    TooLarge,
    #[error(
        "that is no PNG, JPEG or WebP picture: give one of these (an SVG can be exported as PNG)."
    )]
    OtherFormat,
    #[error(
        "the picture is broken or has a side of more than 4096 pixels ({0}): export it again, 64 pixels high."
    )]
    Broken(#[from] image::ImageError),
}

impl Logo {
    pub fn load(path: &Path) -> Result<Self, LogoFault> {
        let mut bytes = Vec::new();
        // One byte more than is allowed tells that there is more.
        File::open(path)?
            .take(LARGEST_FILE + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(LogoFault::TooLarge);
        }
        Self::draw(&decode(&bytes)?)
    }

    /// By what the file holds; its name says nothing.
    fn draw(picture: &DynamicImage) -> Result<Self, LogoFault> {
        let fits = picture.height() <= 2 * HEIGHT && picture.width() <= 2 * WIDTH;
        let drawn = if fits {
            picture.clone()
        } else {
            picture.resize(2 * WIDTH, 2 * HEIGHT, FilterType::Lanczos3)
        };
        let mut png = Cursor::new(Vec::new());
        let pixels = DynamicImage::ImageRgba8(drawn.to_rgba8());
        pixels.write_to(&mut png, ImageFormat::Png)?;
        let (width, height) = shown(drawn.width(), drawn.height());
        Ok(Self {
            png: png.into_inner(),
            width,
            height,
        })
    }
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, LogoFault> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    match reader.format() {
        Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) => {}
        _ => return Err(LogoFault::OtherFormat),
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    limits.reserve(decoder.total_bytes())?;
    // Cameras turn a picture by a note beside it, which is not kept.
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(turned);
    Ok(picture)
}

/// Its size on the page, in CSS pixels: never larger than it is.
fn shown(width: u32, height: u32) -> (u32, u32) {
    let low = height.clamp(1, HEIGHT);
    let beside = width * low / height.max(1);
    if beside <= WIDTH {
        return (beside.max(1), low);
    }
    (WIDTH, (height * WIDTH / width.max(1)).max(1))
}
