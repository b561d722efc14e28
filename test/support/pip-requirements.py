"""What pip makes of requirements files: JSON in, JSON out, many at once. Its own modules do the reading."""

import json
import os
import sys
import tempfile

from pip._internal.exceptions import InstallationError, PipError
from pip._internal.network.session import PipSession
from pip._internal.req.constructors import install_req_from_parsed_requirement
from pip._internal.req.req_file import RequirementsFileParser, get_line_parser, handle_requirement_line
from pip._vendor.packaging.markers import InvalidMarker, Marker
from pip._vendor.packaging.utils import canonicalize_name


def main():
    asked = json.load(sys.stdin)
    os.environ.update(asked["variables"])
    json.dump(
        {
            "files": [read_app(files) for files in asked["apps"]],
            "markers": [[holds(marker, env) for env in asked["environments"]] for marker in asked["markers"]],
        },
        sys.stdout,
    )


def read_app(files):
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            at = os.path.join(folder, path)
            os.makedirs(os.path.dirname(at), exist_ok=True)
            with open(at, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        os.chdir(folder)
        try:
            parser = RequirementsFileParser(PipSession(), get_line_parser(None))
            return [line_of(line, folder) for line in parser.parse("requirements.txt", False)]
        except (PipError, ValueError) as problem:
            return {"refused": str(problem).split("\n", 1)[0]}
        finally:
            os.chdir("/")


def line_of(line, folder):
    said = {
        "file": os.path.relpath(os.path.join(folder, line.filename), folder),
        "constraint": line.constraint,
        "hashes": sum(len(digests) for digests in (line.opts.hashes or {}).values()),
        "requirement": None,
    }
    if getattr(line, "requirement", None) is not None:
        parsed = install_req_from_parsed_requirement(handle_requirement_line(line))
        said["requirement"] = {
            "text": line.requirement,
            "editable": parsed.editable,
            "name": canonicalize_name(parsed.req.name) if parsed.req else None,
            "extras": sorted({canonicalize_name(extra) for extra in parsed.extras}),
            "specifier": sorted({"".join(str(one).split()) for one in parsed.req.specifier}) if parsed.req else [],
            "fromIndex": parsed.link is None,
            "marker": parsed.markers is not None,
        }
    return said


def holds(marker, environment):
    try:
        return Marker(marker).evaluate(environment)
    except InvalidMarker:
        return "refused"


if __name__ == "__main__":
    main()
