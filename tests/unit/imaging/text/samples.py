"""A sentence in each script that captions promise to draw."""

SENTENCES = {
    "Latin": "Zażółć gęślą jaźń, Füchse über Bäche, cœur déçu; Thị giác Tiếng Việt.",
    "Greek": "Ξεσκεπάζω τὴν ψυχοφθόρα βδελυγμία.",
    "Cyrillic": "Съешь же ещё этих мягких французских булок, да выпей чаю. Ґанок, їжак.",
    "Hebrew": "דג סקרן שט בים מאוכזב ולפתע מצא לו חברה",
    "Arabic": "نص حكيم له سر قاطع وذو شأن عظيم مكتوب على ثوب أخضر ومغلف بجلد أزرق",
    "Persian": "پیش از این، گچ و ژاله بود؛ می‌خواهم ۱۲۳",
    "Thai": "เป็นมนุษย์สุดประเสริฐเลิศคุณค่า กว่าบรรดาฝูงสัตว์เดรัจฉาน",
    "Devanagari": "ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण का सर्वनाश",
    "Georgian": "საქართველო მზიანი ქვეყანაა",
    "simplified Chinese": "视野无限广，窗外有蓝天。“你好”……",  # noqa: RUF001 - full width is meant
    "traditional Chinese": "視野無限廣，窗外有藍天。",  # noqa: RUF001 - the same
    "Japanese": "いろはにほへと ちりぬるを。東京タワー、カメラ「写真」",
    "Korean": "키스의 고유조건은 입술끼리 만나야 하고 특별한 기술은 필요치 않다.",
    "symbols": "© ® ™ € £ ¥ ★ ♥ → ✓ ☎ ½ °",
}
