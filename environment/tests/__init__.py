"""Tests of the set-up scripts: python3 environment/test.py --only scripts"""
