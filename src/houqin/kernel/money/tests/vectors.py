"""Signature vectors, made by other programs than ours: OpenSSL for RSA, Node's crypto for AES-GCM and HMAC.

The merchant's key is for these tests alone. The instants are 2026-11-23, nine in the morning on campus.
"""

MERCHANT_KEY = """\
-----BEGIN PRIVATE KEY-----
MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCfE2738Hvh4bTR
ldZqSkmCV9ilonjiuf7Hxim+GGn09dtDEelOAZ7gh8GxvN8Pq1Si/WmSJjdjK3n6
OKyqrI4jECilSRiRaueq9Wn2yVAF53x+P8YJ0XBdW7g28NfuCLFqBq7PIJD9BCsn
XJGCWGqMSy7cUsYZiaujzVQQD2WWb0waWZUMoswivOZbnB6c12tvUSH4OXdwd8dl
vycFfYq41zDJSjgag5JxD0BvhzcQnEx3/g4JAbpFPj8ii31zpasTHcw9Y3d6D18u
vxWXJmhTIARK7STDgBaRt8/DMuUPErhnoLyCIwb4I8koD19BzpXwkbtvMdLR7Dw4
xaFD6aBtAgMBAAECggEAGtU1mvORBf9jV5YZiqjYwPiN9hSTpRUALdUWnfbyyov9
LhFTpCGgWdn0eYV1L+iz2GF8IRe6sIr5IpTURV7hg/caEBVmJENe7CbE9siq67AK
PyaFQos2U70gs/3IwqFrQcn6SzyAUHmXSOazscO1x0/4SdhZi52+Gt2MAECEn40G
4VlZf1UIAbI4M8w3xEEoBdDvMCvZERdpOKmON1W80j1pI1d8s/ACsofg/hCCtV0j
WO/mxfs74rTjKpgoJw0Ti5noZyIScnwT+iZ3rP4rc2XzcXtZerHbVykMaCrczbtv
HrjJC0Iww+gVkhUYrFTNRxYegZZ1AvtWrAHfnhZCSQKBgQDU0rEnRy56qG6jSyUG
lpHXEAv7VwnvlalAZi8YXG8yGATi857elneylo5rXcMxVElmyHPxlvl0+4npMm20
zz7bNQCcj72giHtCF0Wlt22gXSLYIKXvJBKcwmR4cGjmksKMGMHFSdqJIiThu8Io
5Z8vS+lDps2Xd9LdxGBTslRPlQKBgQC/WUxwdwZwmJuZQwUSHrdec1w3M7+ZbsEo
giKue/JFG2N7JGViVy388Dend8Y3Tp5ulcnV6Rcof68X7bBb6EPagppCdr9xsqo5
X42iZJF0ilONtLlddtMnVYsCldFgTmvQn8MeVPDeclXTeY4uNF3RTCiONLwN4jjf
AtkKh1s3eQKBgFbarYW0HRndx1lI/5FSva4hVGJ8wQdP8sTfbvToNFEjUEs21W1N
xwfRPco/d7uYBGS4BelgjenaBgxvkioqMiLP3LIIT4FGcdclHD1nQIwjtmax3EZe
WGI1Sz+D0KvY1SDLsbjMTS2OC7M8Jx79pxtsRYRgfKMGOb5buFwv+QyJAoGAHE56
h1ykQD3jLs4CTwbqO3e3WZc3Ldx7iKGPvd4qHd0KX2on8V9SN0vV/9kxIndn6pYQ
EKv1uBEDdve7ki0O9KFDbregZJJ4qhofmrlj5yibaaglj9UHMZdvBAfjvGp9epRX
ygHozA9/8NPXm7A1fMPWcAsPEsK3hQ4ny23wqYkCgYBeH43oudPr4UmvCmuFEs3k
zYhaWf5/ctX5+Bh0y4m4sUi9JRfzYW3GrCGpWlPaUdYNDeGwgC99iCU+3jDp93vX
T+FEDLd+GRQxJ3ZSkMQlx8RF1wGgRH4WvDGj/Jetb6BbOSHlqQktoiRuX3kqLh6i
JPs8++8Vba6Xxkv0l+hHdQ==
-----END PRIVATE KEY-----
"""
PLATFORM_KEY = """\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAlZx+FXQa3Wqa2aV0jAVD
py+IklKqdgPgHWrvPXQLzO5c+KdSstNy2luuXSoApUy+TPweetGRwf1cpNKc3Ei9
aInUxVE5B1b96O4h/4nxBR8c9LBbGm73V1pgzUHyicBSzsyHx2ZXA5U5VL4iNjdb
AG4K0QfPeuk4wzxKEn/sM0+/+vM0G9+H1agJazuzxXfi352eseVB6Ab7cK6TS9Io
+S9+km2KhVRO5/c4x8ybAKEtZZGJqBju4xY5Gt+HwkLX46+IzZGaaFBjVlMslhKo
2Q5eNHxJLnSVr9MCBLYixWkZzlQuALGxQQwnXT052Dp3jPF/zI5+/1otwPEfd296
YQIDAQAB
-----END PUBLIC KEY-----
"""
NONCE = "593BEC0C930BF1AFEB40B4A08C8FB242"
SECRET = b"0123456789abcdef0123456789abcdef"
WECHAT_BODY = (
    '{"appid":"wxd678efh567hg6787","mchid":"1900009191","description":"午餐，两荤一素","out_trade_no":"PY2611230'
    '123456789","time_expire":"2026-11-23T10:00:00+08:00","notify_url":"https://houqin.example/pay/wechat'
    '/notify/","amount":{"total":1250,"currency":"CNY"}}'
)
WECHAT_REQUEST = (
    "VwGQqyDnylfU8xSxwa5o4iu7TPO4Kd+8Q4OWWX/7ulk704WZGVQJEjBv0soQSaaWGy+7NFk4fUqVYRsjXoHZVfHK1J1IAeIkiBVU"
    "OyJN3B23xcCIxLOlwu/fdTeNxvDx8np7BAmUsHdMcMTCU2mjy4C+waCZ+bqQ+Ze/bMEAO2hqPeY0aqML68SsSaE2L6aJ/VNDO6By"
    "eQSIUzWuDbfTZUaGzTsH1TP3sGMO4MpAO58LTw+M/AbQzqcNBQn6+/Wd483A8AtwLxCnHvJ9UjcKAoSLpAXYqnBn77teKEv3Yqj9"
    "z+2dvZ1hj1zmtnCxb6Pw2ql98uMZ8XodLyrPlFUREw=="
)
WECHAT_PAGE = (
    "EsoecMHkiYtmVQQH9Tov+xC+FwvtmXsEb+54RIQUnUlw1EMz9PwCOA1EwhQhTfjQRZV4It32gB2/mXjVQISyS2M+UViW98ZHVy3Z"
    "xob4JBgJ2oWRtlka3ekM7EAi4n62jtSb9FcB7CDaaXseEJ+ZTkX2ugZW9X91bSf40qsvnt0m2YTmPZNO668fwq7wxqpyFk9dI75t"
    "YZFQKZw8PlQqz4RxTLQbkMg+dOzyZfEHGn07kI22EQ1DaeZchUOx1yV918rljk/32ruTLqH4xYJEWhW57dRqvF7MsVtg3578IHuq"
    "KS31FfNg2MKMNFtngSa4CeiW465ajuIHiLn9omFGbA=="
)
WECHAT_ANSWER_BODY = '{"code_url":"weixin://wxpay/bizpayurl?pr=p4lpSuKzz"}'
WECHAT_ANSWER = (
    "iZZ1epYhKUCV1PaRfrxfcxCLU+nluKtEsl6v/owDMOtK+f1JXnmCt+MDxgqjX2CRElyeodRHx5Y5S3Y73uCeoHtGXIJEOw9gMFNE"
    "YBEix118E5FlJEAYVpdCeazNLBzGIrcj0nIZw9HQTlIb32KFiCa38cVYMCtzcX+xEgw41ifbKxm3KBSxYoX5H1yXO3LgBKiGLeaw"
    "dgqnOBT3LTXAOmDJwyt5NTGahfKAGi8BFTyW4Hw2fvRfGL3aRxaae4WpV+ObhvXrTFopO2gd2R0QToqVMEKXoJSGEptQI86QG7ee"
    "AQTM8XGyIGjZAAaN1PUYlZ+Fja3nr7sgR+0e3tO1eA=="
)
WECHAT_TOLD = (
    '{"appid":"wxd678efh567hg6787","mchid":"1900009191","out_trade_no":"PY2611230123456789","transaction_'
    'id":"1217752501201407033233368018","trade_type":"NATIVE","trade_state":"SUCCESS","success_time":"202'
    '6-11-23T09:03:00+08:00","amount":{"total":1250,"payer_total":1250,"currency":"CNY","payer_currency":'
    '"CNY"}}'
)
WECHAT_NOTICE_BODY = (
    '{"id":"EV-2018022511223320873","create_time":"2026-11-23T09:03:02+08:00","resource_type":"encrypt-re'
    'source","event_type":"TRANSACTION.SUCCESS","summary":"支付成功","resource":{"original_type":"transaction'
    '","algorithm":"AEAD_AES_256_GCM","ciphertext":"DUcSk7X3A8MEOkED4MXRyFI8lVzmxofHCgQTJTZp7Le7Yh4fwJp7K'
    "JPSO4KchbgCW6SrqBdzgGy/sMCWIPKVQdMoXvdTx28kZhF9TH0MBcsS6laE/AsbnzitPIKBCoOdCFHDp0HfwDQJGDalMhYJz0GUd"
    "CIag+8GmXivNiwB5tcCOLemqFNkPTeMszm72qTlNI7AbIh4SZJQNESxBPXDmt+shnWETj+Ta6pq1o5mLbgzGRs+lEQNi5BJXMJCN"
    "Rm54Cuhp+bH4YDrckVie7bWJn123CgcY9Rgg/9gxCtEFyBdGqGZM4b+Q8PEkI3DnEw6S0FgvWV46T4n/8fgwTbzfkqvGxln7fS3e"
    'PbpVB1os14kD0yjZ2Q7NuGFX3vO15oH7nimIkQqcbBYOxwfxh1Zdx4hg1orTECDO+KrUf+vmAyjkqQ=","associated_data":"'
    'transaction","nonce":"fdasflkja484"}}'
)
WECHAT_NOTICE = (
    "V3oUgNOit/wWBJl8cCRY0d9vJ5cJTou3DjQq7dDOFy4/wKraH/QZfOLl/cCgqw9CWdgmuDC0mPqgqIEJqa2hjQ3F8y/Olc2AXz9a"
    "41evcOa9hfbmhKcJ/7cB6nOzBvhqHIq1rWFwCLJdVF8LzBPrtkWhH2D4EoO4n+uRsPh0SWQ0I0z/JnvzbaIYUCKiSBMs7CuBgexi"
    "J8us++a5Ov2Tt+630B5NyFRuAv17HR9cyuygVfyIHRtSl/gdJAldiRKDjcaRhmlOzXu99RbINShhji8hHv/4BO1D+aHIZeWb8BML"
    "jTlzYaX5eEiKF4SN6lfDJ2j+OiRoA0J/QpO4jYeq1Q=="
)
ALIPAY_TEXT = (
    'app_id=2014072300007148&biz_content={"out_trade_no":"PY2611230123456789"}&charset=utf-8&format=JSON&'
    "method=alipay.trade.query&sign_type=RSA2&timestamp=2026-11-23 09:00:00&version=1.0"
)
ALIPAY_REQUEST = (
    "N7T+zKA6stUKwffdiFAI7UOzT/FH9YgYWVGITz7p1Za6Hk5AIK1YmgDr6DKxHBVa/sxOC35iPq6aCWYWywEkjyoUO6aaXVKsZhas"
    "aLFGSDxK7SV/gHPFbsdoT/N4DDvTLVe+YFhUZ1SNF5nzXn389nBtLmiLful9ZwjUBbign5lBBCo2AmLoijkckOPW3lF+9qO4rvQc"
    "zAHdqykpZ3/c/SWTHiQJtzZmk6xzrxfm9saXyqGKygJewusRmxE0RRNfnFXHdc8H6R9QDV25ga5Yl+hzWGxjN6y2W/2ZI+INf4qv"
    "XMaBknJ5Lp3qB5AV6sB9PekpCjEYjdmx84XVND8qhw=="
)
ALIPAY_NODE = (
    '{"code":"10000","msg":"Success","out_trade_no":"PY2611230123456789","send_pay_date":"2026-11-23 09:0'
    '3:00","total_amount":"12.50","trade_no":"2013112011001004330000121536","trade_status":"TRADE_SUCCESS'
    '","subject":"午餐 \\"两荤\\" {一素}"}'
)
ALIPAY_ANSWER = (
    "Oxshop3BQA5l1nqcE8Q8DyIuXG/s+Cqpt04y3BBHlJJhW9O25TsHar3QfikLBSwx1tC8OzosINK3jdkR4IVdqR1gpOGO16FkmG+w"
    "k/YnQH0wSCxiDDhDHARjBfZDAMy88zAwL0HtOjrgtVbWk5G/qF+4LEvAC1yj0cQG7DIMB6Y+FG5S5gP/eUw+9wiGADqoM11fGhsK"
    "YlLBH1w1rS4yxz3LrdcyJnxFihomV9+S1hUtC35H6n3JKvDYaoF0cNx7II+VN1aeNlW8dt52y1y0Ff1uN8W1MhFxnLqdwDH3iEKq"
    "7cGtXZBWuqxYkBsfDgdoxM/yIFatkBtdPbH/72eWCg=="
)
ALIPAY_NOTICE_BODY = (
    "notify_time=2026-11-23+09%3A03%3A05&notify_type=trade_status_sync&notify_id=ac05099524730693a8b330c5"
    "ecf72da9786&app_id=2014072300007148&charset=utf-8&version=1.0&trade_no=2013112011001004330000121536&"
    "out_trade_no=PY2611230123456789&trade_status=TRADE_SUCCESS&total_amount=12.50&gmt_payment=2026-11-23"
    "+09%3A03%3A00&subject=%E5%8D%88%E9%A4%90%EF%BC%8C%E4%B8%A4%E8%8D%A4%E4%B8%80%E7%B4%A0&body=&sign=ADS"
    "MRlO8N%2Buyx4ucDFyh9sIIz7dmBKNGGRSNG8VelhcTlbS359126i4Sufdx0ptHV1FNR0m6XEnMPJ%2FYX9tKonLMthuqTCizy3v"
    "kHbj3i5M09ys3T4Zgez2VGycHuBdhBb7M5xg%2B%2B3SRYEme2Vth41e1bM%2FYz8Q8d9NIDxFctkzrcG%2Bh%2FyBe5ArFLQ7wF"
    "3zdZPaMxh9C4cbtKq2pjQieBHGOQuYo4xD9fWYnWdr%2BMHD1YB%2BZiwwrh3Uu%2FohRGCaO9MWKqv8Or4y%2B3NlJ%2F5M05DT"
    "GhHTOA%2FYV4c3NpO7R%2Bwp%2F43yCXGC%2BorTU5VYvLgQMqPqcbSejymLcLMilejumgg%3D%3D&sign_type=RSA2"
)
CARD_REQUEST = "e6d93cc2d819a8b64242c3419b471c7966cc11176ce1a92f2c14036a65231010"
