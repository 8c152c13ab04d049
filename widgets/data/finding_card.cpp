// One finding of the trust report: sign, word, sentence, and what to do. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/finding_card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "common/colours.h"

namespace {

using Severity = StoredReport::Finding::Severity;

QLabel* plainLabel(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

}  // namespace

QString FindingCard::word(Severity severity) {
    switch (severity) {
        case Severity::good:
            return QStringLiteral("\u2713 ") % tr("in order");
        case Severity::notice:
            return QStringLiteral("\u2139 ") % tr("worth knowing");
        case Severity::warning:
            return QStringLiteral("\u26a0 ") % tr("look at this");
    }
    return {};
}

FindingCard::FindingCard(const StoredReport::Finding& finding, QWidget* parent)
    : QFrame(parent), m_severity(finding.severity), m_word(new QLabel(word(finding.severity), this)) {
    setObjectName(QStringLiteral("finding_") % finding.code);
    setAccessibleName(
        tr("%1: %2", "how serious a finding is, the finding").arg(word(finding.severity), finding.text));
    QFont bold = m_word->font();
    bold.setWeight(QFont::DemiBold);
    m_word->setFont(bold);
    m_word->setMinimumWidth(fontMetrics().averageCharWidth() * 17);
    m_word->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(plainLabel(finding.text, this));
    if (!finding.advice.isEmpty()) words->addWidget(m_advice = plainLabel(finding.advice, this));
    if (!finding.examples.isEmpty())
        words->addWidget(m_examples = plainLabel(finding.examples.join(QLatin1Char('\n')), this));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(10);
    row->addWidget(m_word, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    applyColours();
}

QColor FindingCard::accent() const {
    const QPalette from = palette();
    return m_severity == Severity::good      ? colours::good(from)
           : m_severity == Severity::warning ? colours::warning(from)
                                             : colours::series(0, from);
}

void FindingCard::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_word) applyColours();
}

void FindingCard::applyColours() {
    QPalette coloured = palette();
    coloured.setColor(QPalette::WindowText, accent());
    m_word->setPalette(coloured);
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, colours::mutedText(palette()));
    for (QLabel* label : {m_advice, m_examples})
        if (label) label->setPalette(quiet);
}

void FindingCard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor window = palette().color(QPalette::Window);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours::mix(window, accent(), 0.08));
    painter.drawRoundedRect(rect(), 5, 5);
    painter.setBrush(accent());
    painter.drawRoundedRect(QRectF(0, 0, 4, height()), 2, 2);
}
