"""The promises of the complaint channel, tried on a real server: script/stress intake.

``trace``     somebody who is logged in to Odoo hands in a complaint by the page, in the same real browser; nothing that
              names them is new in the database, the sessions, the server's log or PostgreSQL's
``failures``  the same when storing fails, is done again after a conflict, or what is sent is garbage
``codes``     wrong, erased and foreign codes get the same bytes after the same time
``speed``     how long a photo of 5 MB takes, and whether others notice 1,200 complaints an hour
``publish``   10,000 complaints are handed over in one run, in bounded memory
"""
