"""The sign-in form as one page of HTML: works without scripts, in light and dark, and on a phone."""

from __future__ import annotations

from html import escape

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""What a browser may do with the page: show it and send its form."""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sign in · Workforce</title>
<style>
:root {{ --back: #f3f6f7; --card: #ffffff; --text: #17252b; --soft: #5a6b73; --line: #d3dce0; --accent: #0f6e66;
  --bad: #b3261e; --bad-back: #fdecea; }}
@media (prefers-color-scheme: dark) {{ :root {{ --back: #10181c; --card: #18232a; --text: #e6edf0; --soft: #9db0b9;
  --line: #2f3e46; --accent: #2aa79b; --bad: #ffb4ab; --bad-back: #3a1d1b; }} }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 20px; background: var(--back);
  color: var(--text); font: 15px/1.5 "Source Sans", "Source Sans 3", system-ui, sans-serif; }}
main {{ width: 100%; max-width: 380px; }}
.mark {{ display: flex; align-items: center; gap: 10px; margin: 0 0 18px 2px; font-weight: 650; font-size: 17px; }}
.mark svg {{ width: 30px; height: 30px; }}
form {{ background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 28px 28px 30px; }}
h1 {{ font-size: 21px; margin: 0 0 18px; font-weight: 650; }}
label {{ display: block; font-weight: 600; margin: 14px 0 5px; font-size: 14px; }}
input {{ width: 100%; font: inherit; color: inherit; background: var(--back); border: 1px solid var(--line);
  border-radius: 8px; padding: 10px 12px; }}
input:focus-visible, button:focus-visible {{ outline: 2px solid var(--accent); outline-offset: 1px; }}
button {{ width: 100%; margin-top: 22px; font: inherit; font-weight: 600; color: #fff; background: var(--accent);
  border: 0; border-radius: 8px; padding: 11px; cursor: pointer; }}
button:hover {{ filter: brightness(1.08); }}
.problem {{ background: var(--bad-back); color: var(--bad); border-radius: 8px; padding: 10px 12px; margin: 0 0 6px; }}
.hint {{ color: var(--soft); font-size: 13.5px; margin: 16px 2px 0; }}
</style>
</head>
<body>
<main>
<p class="mark"><svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="var(--accent)"/>
<path d="M7 21h5v-6h5v-4h8" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/>
<path d="M7 25h18" stroke="#fff" stroke-width="2.2" stroke-linecap="round" opacity=".55"/></svg>Workforce</p>
<form method="post" action="/sign-in">
<h1>Sign in</h1>
{problem}
<input type="hidden" name="next" value="{onward}">
<label for="username">User name</label>
<input id="username" name="username" value="{username}" autocomplete="username" autocapitalize="none"
  spellcheck="false" required {focus_name}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required {focus_password}>
<button type="submit">Sign in</button>
</form>
<p class="hint">Your administrator gives you your user name and first password.</p>
</main>
</body>
</html>
"""


def sign_in_page(onward: str, username: str = "", problem: str = "") -> str:
    """The page: where to go afterwards, the name typed before, and what was wrong, all escaped."""
    return _PAGE.format(
        onward=escape(onward, quote=True),
        username=escape(username, quote=True),
        problem=f'<p class="problem" role="alert">{escape(problem[0].upper() + problem[1:])}</p>' if problem else "",
        focus_name="" if username else "autofocus",
        focus_password="autofocus" if username else "",
    )
