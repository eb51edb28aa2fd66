"""What Jinja says about a template, in plain words of both languages."""

from __future__ import annotations

import re

from crm_sheets.model import Text

TOKENS = {
    "begin of print statement": "{{",
    "end of print statement": "}}",
    "begin of statement block": "{%",
    "end of statement block": "%}",
    "begin of comment": "{#",
    "end of comment": "#}",
}
"""How Jinja calls the signs that people type."""
QUOTED = r"(?:'([^']*)'|\"([^\"]*)\")"

PATTERNS: tuple[tuple[re.Pattern[str], Text], ...] = tuple(
    (re.compile(pattern.replace("Q", QUOTED)), text)
    for pattern, text in (
        (
            r"^Unexpected end of template\..* closed is Q",
            Text(
                '"{{% {0} %}}" belum ditutup; tambahkan "{{% end{0} %}}"',
                '"{{% {0} %}}" is not closed; add "{{% end{0} %}}"',
            ),
        ),
        (
            r"^Encountered unknown tag Q.* closed is Q",
            Text(
                '"{{% {0} %}}" tidak cocok di sini; yang masih terbuka ialah "{{% {1} %}}"',
                '"{{% {0} %}}" does not fit here; what is still open is "{{% {1} %}}"',
            ),
        ),
        (
            r"^Encountered unknown tag '((?:end\w+|else|elif))'",
            Text('"{{% {0} %}}" tidak punya pembuka sebelumnya', 'nothing before "{{% {0} %}}" opens it'),
        ),
        (
            r"^Encountered unknown tag Q",
            Text('perintah "{{% {0} %}}" tidak dikenal', 'the command "{{% {0} %}}" is unknown'),
        ),
        (
            r"^unexpected end of template, expected Q",
            Text('templat berakhir padahal masih kurang "{0}"', 'the template ends before its "{0}"'),
        ),
        (
            r"^expected token Q, got Q",
            Text('tertulis "{1}" di tempat yang seharusnya "{0}"', '"{1}" stands where "{0}" is expected'),
        ),
        (
            r"^Expected an expression, got Q",
            Text('ada yang kurang sebelum "{0}"', 'something is missing before "{0}"'),
        ),
        (
            r"^unexpected Q, expected Q",
            Text('tertulis "{0}" di tempat yang seharusnya "{1}"', '"{0}" stands where "{1}" is expected'),
        ),
        (r"^unexpected (?:char )?Q", Text('"{0}" tidak pada tempatnya', '"{0}" is out of place')),
        (r"^Missing end of comment", Text('"{{#" belum ditutup dengan "#}}"', '"{{#" is not closed by "#}}"')),
        (
            r"^Missing end of raw",
            Text(
                '"{{% raw %}}" belum ditutup; tambahkan "{{% endraw %}}"',
                '"{{% raw %}}" is not closed; add "{{% endraw %}}"',
            ),
        ),
        (
            r"^tag name expected",
            Text('sesudah "{{%" kurang perintahnya, misalnya if', 'a command such as if is missing after "{{%"'),
        ),
        (r"^block Q defined twice", Text('block "{0}" ada dua kali', 'there are two blocks "{0}"')),
        (
            r"(?:access to|has no) attribute Q",
            Text('tidak ada ".{0}" di sana', 'there is no ".{0}" there'),
        ),
        (r"^Q is undefined", Text('"{0}" tidak dikenal', '"{0}" is unknown')),
    )
)


def in_plain_words(message: str) -> Text:
    """What one of Jinja's messages means; one that is not known is quoted as it is."""
    for pattern, text in PATTERNS:
        found = pattern.search(message)
        if found:
            words = [_typed(word) for word in found.groups() if word is not None]
            return Text(text.id.format(*words), text.en.format(*words))
    return Text(f'penulisannya tidak dapat dipahami ("{message}")', f'this cannot be understood ("{message}")')


def _typed(token: str) -> str:
    return TOKENS.get(token, token)
