# The doors for Windows: `.\make.ps1 site` and `.\make.ps1 test` do all that `make` does elsewhere.
param(
    [Parameter(Position = 0)]
    [ValidateSet("site", "serve", "check", "test", "dist")]
    [string] $Target = "site"
)
$ErrorActionPreference = "Stop"
$env:PYTHONUTF8 = "1"
Set-Location -LiteralPath $PSScriptRoot

# `py` comes with Python for Windows; `python` may be a stub that opens the shop.
if (Get-Command py -ErrorAction SilentlyContinue) { py -3 tools/bootstrap.py } else { python tools/bootstrap.py }
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }

switch ($Target) {
    "site" { & .venv/Scripts/handbook.exe build }
    "serve" { & .venv/Scripts/handbook.exe serve }
    "check" { & .venv/Scripts/handbook.exe check }
    "test" { & .venv/Scripts/python.exe -m tools.run_tests }
    "dist" { & .venv/Scripts/python.exe -m tools.dist }
}
exit $LASTEXITCODE
