//! Sending a list as a file while it is read: no more of it is held than one piece.

use super::Edge;
use super::headers::{NO_STORE, NOSNIFF};
use crate::domain::answer::admin::export::{ExportOrder, Format};
use crate::flow::admin::Export;
use crate::work::{Pieces, in_pieces};
use actix_web::HttpResponse;
use actix_web::http::header;
use bytes::Bytes;
use futures_core::Stream;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

pub fn send(edge: &Edge, order: ExportOrder) -> HttpResponse {
    let kind = match order.format {
        Format::Csv => "text/csv; charset=utf-8; header=present",
        Format::Lines => "application/jsonl; charset=utf-8",
    };
    let disposition = format!("attachment; filename=\"{}\"", order.name());
    let mut export = Export::new(order);
    let pieces = in_pieces(&edge.platform, move |platform| export.next(platform));
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .insert_header((header::CACHE_CONTROL, NO_STORE))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, NOSNIFF))
        .streaming(Body(pieces))
}

struct Body(Pieces);

impl Stream for Body {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.poll_recv(context);
        next.map(|piece| {
            piece.map(|piece| match piece {
                Ok(piece) => Ok(Bytes::from(piece)),
                // What was sent before is cut off, which the browser says.
                Err(failure) => Err(io::Error::other(failure.to_string())),
            })
        })
    }
}
