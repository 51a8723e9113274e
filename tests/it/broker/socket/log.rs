//! The lines of a socket: what was asked and decided, and never what opened it.

use super::process::Process;
use super::*;

#[test]
fn no_line_holds_a_credential_a_sid_a_query_or_a_body() {
    let (process, server) = Process::with(LIMITED);
    let (session, secret) = (process.session.as_str(), process.secret.as_str());
    let sid = sid_in(&shakes_hands(
        &server.address,
        &format!("app-token={session}&private-parameter=1"),
    ));
    let path = format!("{WEBSOCKET}{sid}/?app-token={session}");
    let mut socket = BrokerSocket::opens(&server.address, Manner::Plain, &path);
    socket.is_served();
    let headers = json!({"App-Secret": secret});
    let body = json!({"endpointId": "eve@private.example", "roleName": "caller"});
    let given = socket.asks(("post", "/v1/tokens"), &headers, &body);
    let given = given["tokenId"].as_str().expect("a token");
    for wrong in ["wrong-credential", MADE_UP] {
        is_turned_away(&shakes_hands(
            &server.address,
            &format!("app-token={wrong}"),
        ));
        let path = format!("{WEBSOCKET}{wrong}?app-token={wrong}");
        Websocket::opens(&server.address, &path, &[])
            .map(drop)
            .expect_err("a refusal");
        socket.asks(
            ("get", "/v1/private-path?private-query"),
            &json!({"App-Token": wrong}),
            &NULL,
        );
    }
    let opened = format!(
        "{WEBSOCKET}{sid}?app-token={session}&x={}",
        "y".repeat(20_000)
    );
    drop(Websocket::opens(&server.address, &opened, &[]));
    socket.says("private-packet");
    socket.asks(("delete", "/v1/session-tokens"), &NULL, &NULL);
    socket.says("0::");
    socket.is_closed_within(SOON);
    let log = server.log();
    assert!(log.contains("/socket.io/1/"), "no line of it: {log}");
    for private in [
        session,
        secret,
        given,
        &sid,
        MADE_UP,
        "wrong-credential",
        "app-token=",
        "app_token",
        "private-parameter",
        "private.example",
        "private-path",
        "private-query",
        "private-packet",
    ] {
        assert!(
            !log.contains(private),
            "{private} stands in the log:\n{log}"
        );
    }
}
