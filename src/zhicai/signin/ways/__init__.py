"""Outside identities: which ones the office has configured, and how each is asked.

``ZHICAI_SIGNIN`` names a JSON file (``signin.json`` in the data folder). Without it there is no
button, no address answers, and nothing outside is called::

    {"ways": [
      {"key": "sso", "kind": "oidc", "name": "省统一身份认证", "name_en": "Provincial sign-in",
       "server": "https://sso.example.gov.cn", "client_id": "zhicai", "secret": "…"},
      {"key": "wecom", "kind": "wecom", "name": "企业微信", "client_id": "CORPID",
       "agent_id": "1000002", "secret_file": "/run/secrets/wecom"},
      {"key": "weixin", "kind": "weixin", "name": "微信", "client_id": "wx…", "secret": "…"},
      {"key": "dingtalk", "kind": "dingtalk", "name": "钉钉", "client_id": "ding…", "secret": "…"}
    ]}

The office registers ``https://<host>/signin/back/<key>/`` with the provider.
"""
