"""An echo with three orders (see src/interop/peer.ts) by wsproto over plain sockets, as a server or a client."""

import socket
import sys
import threading
from urllib.parse import urlsplit

from wsproto import WSConnection
from wsproto.connection import ConnectionType
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Ping,
    Pong,
    Request,
    TextMessage,
)
from wsproto.extensions import PerMessageDeflate


def serve(stream, connection):
    parts = []
    while True:
        chunk = stream.recv(65536)
        if not chunk:
            stream.close()
            return
        connection.receive_data(chunk)
        for event in connection.events():
            if isinstance(event, Request):
                stream.sendall(connection.send(AcceptConnection(extensions=[PerMessageDeflate()])))
            elif isinstance(event, AcceptConnection):
                print("ready 0", flush=True)
            elif isinstance(event, Ping):
                stream.sendall(connection.send(event.response()))
            elif isinstance(event, Pong):
                text = "pong: " + bytes(event.payload).decode()
                stream.sendall(connection.send(TextMessage(data=text)))
            elif isinstance(event, (TextMessage, BytesMessage)):
                parts.append(event.data)
                if event.message_finished:
                    answer(stream, connection, parts)
                    parts = []
            elif isinstance(event, CloseConnection):
                if connection.state.name == "REMOTE_CLOSING":
                    stream.sendall(connection.send(event.response()))
                print("closed", int(event.code), event.reason or "", flush=True)
                if not connection.client:
                    stream.close()
                    return


def answer(stream, connection, parts):
    if isinstance(parts[0], str):
        message = "".join(parts)
        if message == "!fragments":
            stream.sendall(connection.send(TextMessage(data="frag", message_finished=False)))
            stream.sendall(connection.send(TextMessage(data="mented", message_finished=True)))
        elif message == "!ping":
            stream.sendall(connection.send(Ping(payload=b"are you there")))
        elif message == "!close":
            stream.sendall(connection.send(CloseConnection(code=4001, reason="as you wish")))
        else:
            stream.sendall(connection.send(TextMessage(data=message)))
    else:
        stream.sendall(connection.send(BytesMessage(data=b"".join(bytes(part) for part in parts))))


def main(role, url):
    if role == "client":
        target = urlsplit(url)
        stream = socket.create_connection((target.hostname, target.port))
        connection = WSConnection(ConnectionType.CLIENT)
        stream.sendall(connection.send(Request(host=target.netloc, target=target.path or "/", extensions=[PerMessageDeflate()])))
        serve(stream, connection)
        return
    listener = socket.create_server(("127.0.0.1", 0))
    print("ready", listener.getsockname()[1], flush=True)
    while True:
        stream, _ = listener.accept()
        threading.Thread(target=serve, args=(stream, WSConnection(ConnectionType.SERVER)), daemon=True).start()


main(sys.argv[1], sys.argv[-1])
