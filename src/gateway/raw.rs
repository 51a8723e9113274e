//! An event as it came. It is taken apart when its turn comes: a value may take forty times the memory of its bytes.

use serde_json::Value;
use socketioxide::adapter::LocalAdapter;
use socketioxide::extract::{AckSender, Event, SocketRef, TryData};
use socketioxide::handler::{FromMessage, FromMessageParts};
use socketioxide::socket::Socket;
use socketioxide_core::{Str, Value as Packet};
use std::convert::Infallible;
use std::sync::Arc;

pub struct Raw {
    socket: Arc<Socket<LocalAdapter>>,
    packet: Packet,
    ack: Option<i64>,
}

impl FromMessage<LocalAdapter> for Raw {
    type Error = Infallible;

    fn from_message(
        socket: Arc<Socket<LocalAdapter>>,
        packet: Packet,
        ack: Option<i64>,
    ) -> Result<Self, Infallible> {
        let packet = match packet {
            // Copied: it is a part of whatever else the connection read at that time.
            Packet::Str(text, binaries) => Packet::Str(Str::copy_from_slice(&text), binaries),
            Packet::Bytes(bytes) => Packet::Bytes(bytes),
        };
        Ok(Self {
            socket,
            packet,
            ack,
        })
    }
}

impl Raw {
    /// How many bytes it takes while it waits.
    pub fn weight(&self) -> usize {
        let binaries = match &self.packet {
            Packet::Str(_, Some(binaries)) => binaries.iter().map(bytes::Bytes::len).sum(),
            _ => 0,
        };
        size_of::<Self>() + self.packet.len() + binaries
    }

    pub fn socket(&self) -> SocketRef {
        self.socket.clone().into()
    }

    pub fn ack(&mut self) -> AckSender {
        let Ok(ack) = AckSender::from_message_parts(&self.socket, &mut self.packet, &self.ack);
        ack
    }

    /// Its name, and what it carries. What is no JSON value holds nothing, as null does.
    pub fn read(mut self) -> (String, Value) {
        let (socket, packet) = (&self.socket, &mut self.packet);
        let event = Event::from_message_parts(socket, packet, &None);
        let Ok(TryData(payload)) = TryData::from_message_parts(socket, packet, &None);
        (
            event.map(|Event(name)| name).unwrap_or_default(),
            payload.unwrap_or_default(),
        )
    }
}
