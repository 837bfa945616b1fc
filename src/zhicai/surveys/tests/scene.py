"""The days and the questionnaire of the tests of surveys."""

from datetime import date

DAY, END, AFTER = date(2022, 6, 1), date(2022, 6, 10), date(2022, 6, 11)
WRITTEN = """# 一、了解
1. 听说过吗？【是非】【必答】
2. 了解程度？【1-5】【必答】【维度：认知度】【第1题=是】
# 二、评价
3. 认可程度？【1-10】【必答】【维度：认可度】
4. 建议？【文字】
"""
