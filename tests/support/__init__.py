# SPDX-License-Identifier: EUPL-1.2
"""What the tests stand on: real databases, a client that reads every page, a mail server, a browser. See tests/README.md."""
