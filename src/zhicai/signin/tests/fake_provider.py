"""A small provider on 127.0.0.1: OpenID Connect with signed tokens, and the three Chinese kinds.

It is real HTTP and real cryptography; ``twist`` lets a test make it lie.
"""

import json
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in "ab")


def _jwk(key, kid):
    found = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return found | {"kid": kid, "alg": "RS256", "use": "sig"}


class Provider:
    """Listens until stopped; ``asked`` are the paths that were called."""

    def __init__(self):
        self.asked = []
        self.codes = {}
        self.twist = {}
        self.person = {"sub": "u-7", "name": "陈立群"}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self):
        """Stop listening; a second time does nothing."""
        if not self._thread.is_alive():
            return
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def agree(self, location):
        """Stand for the user at the provider's page; return the path that leads back."""
        asked = dict(parse_qsl(urlsplit(location).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?code={code}&state={asked['state']}"

    def _handler(provider):  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self._answer({})

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                is_json = "json" in self.headers.get("Content-Type", "")
                self._answer(json.loads(body) if is_json else dict(parse_qsl(body)))

            def _answer(self, form):
                parts = urlsplit(self.path)
                provider.asked.append(parts.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                status, told = provider.answer(parts.path, query, form, self.headers)
                sent = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, *words):
                pass

        return Handler

    def answer(self, path, query, form, headers):
        match path:
            case "/.well-known/openid-configuration":
                return 200, {
                    "issuer": self.twist.get("discovered", self.url),
                    "authorization_endpoint": f"{self.url}/authorize",
                    "token_endpoint": f"{self.url}/token",
                    "jwks_uri": f"{self.url}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            case "/keys":
                return 200, {"keys": [_jwk(KEY, "k1")]}
            case "/token":
                return self._token(form)
            case "/wx/token":
                good = form == form | {"appid": "wx1", "secret": "s"} and form["code"]
                return 200, {"access_token": "t", "openid": "wx-7"} if good else {"errcode": 1}
            case "/wx/me":
                return 200, {"openid": query["openid"], "nickname": "Chen"}
            case "/ding/token":
                good = form == form | {"clientId": "ding1", "clientSecret": "s"}
                found = {"accessToken": "t", "refreshToken": "r", "expireIn": 7200}
                return (200, found) if good else (400, {})
            case "/ding/me":
                assert headers["x-acs-dingtalk-access-token"] == "t"
                return 200, {"openId": "ding-7", "nick": "陈立群"}
            case "/wecom/token":
                good = query == {"corpid": "corp1", "corpsecret": "s"}
                return 200, {"errcode": 0, "access_token": "t"} if good else {"errcode": 40001}
            case "/wecom/who":
                return 200, {"errcode": 0, **self.twist.get("who", {"userid": "wecom-7"})}
        return 404, {}

    def _token(self, form):
        asked = self.codes.pop(form.get("code"), None)
        verifier = form.get("code_verifier", "")
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if (
            asked is None
            or form["client_secret"] != "s"
            or form["redirect_uri"] != asked["redirect_uri"]
            or asked["code_challenge_method"] != "S256"
            or challenge != asked["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": "zhicai", "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], **self.person, **self.twist.get("claims", {}),
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        key, how = self.twist.get("key", KEY), self.twist.get("algorithm", "RS256")
        token = jwt.encode(claims, key, algorithm=how, headers={"kid": "k1"})
        return 200, {"access_token": "t", "token_type": "Bearer", "id_token": token}
