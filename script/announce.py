"""announce.py URL DATABASE PID: once the server PID answers at URL, print the address and the demo logins."""
import json
import os
import sys
import time
import urllib.error
import urllib.request

import psycopg2

url, database, server = sys.argv[1], sys.argv[2], int(sys.argv[3])
while os.getppid() == server:  # it ends with the server, should that never answer
    try:
        urllib.request.urlopen(f"{url}/web/login", timeout=60).close()
        break
    except (urllib.error.URLError, OSError):
        time.sleep(0.3)
else:
    sys.exit("the server ended before it answered; see .odoo/log/server.log")

cursor = psycopg2.connect(dbname=database).cursor()
cursor.execute("SELECT value FROM ir_config_parameter WHERE key = 'crossbiz_addon.demo_logins'")
logins = json.loads((cursor.fetchone() or ["[]"])[0])
rows = [("login", "password", "to try")] + [(x["login"], x["password"], x["try"]) for x in logins]
print(f"\n  {url}  (Ctrl-C stops the server)\n")
for login, password, purpose in rows:
    print(f"  {login:<24} {password:<24} {purpose}")
print("  admin                    admin                    everything\n")
print("  中文界面：右上角头像 > My Preferences > Language > 简体中文")
print("  Chinese: the picture at the top right > My Preferences > Language\n", flush=True)
