"""Currencies of ISO 4217: their codes, the signs people type for them and how many decimals their amounts have."""

from __future__ import annotations

# The national currencies of ISO 4217 list one, and BGN, HRK, ANG and ZWL, which it withdrew after 2022 and running budgets still name.
_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP "
    "CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR "
    "ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP "
    "MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG "
    "SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND "
    "VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL"
)
_EXPONENTS = (
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
)
_DIGITS = {code: exponent for exponent, codes in _EXPONENTS for code in codes.split()}
# The first currency is meant where none is expected; any of them where it is.
_SIGNS = {
    "€": "EUR",
    "£": "GBP EGP FKP GIP SHP SSP SDG SYP LBP",
    "$": "USD AUD CAD NZD HKD SGD MXN TWD ARS CLP COP BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD",
    "¥": "JPY CNY",
    "₹": "INR",
    "₩": "KRW KPW",
    "₺": "TRY",
    "₽": "RUB",
    "₪": "ILS",
    "₫": "VND",
    "₴": "UAH",
    "₦": "NGN",
    "₱": "PHP",
    "฿": "THB",
}
SIGNS = "".join(_SIGNS)
"""Every currency sign that is understood."""


def digits(currency: str) -> int:
    """Decimals of an amount in this currency, its minor-unit exponent (ISO 4217): EUR 2, JPY 0, KWD 3."""
    return _DIGITS.get(currency, 2)


def is_currency(code: str) -> bool:
    """Whether this is the code of a currency, in capital letters."""
    return code in _CODES.split()


def of_sign(sign: str, expected: str | None) -> str:
    """The currency a sign stands for: the expected one where the sign can mean it, else its best-known."""
    candidates = _SIGNS[sign].split()
    return expected if expected in candidates else candidates[0]
