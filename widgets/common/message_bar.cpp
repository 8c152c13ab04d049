// An inline bar on top of a page. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/message_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

#include "common/colours.h"

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent),
      m_icon(new QLabel(this)),
      m_label(new QLabel(this)),
      m_action(new QPushButton(this)),
      m_close(new QToolButton(this)) {
    setObjectName(QStringLiteral("message_bar"));
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    m_label->setObjectName(QStringLiteral("message_bar_text"));
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::RichText);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_label->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_action->setObjectName(QStringLiteral("message_bar_action"));
    m_close->setObjectName(QStringLiteral("message_bar_close"));
    m_close->setAutoRaise(true);
    m_close->setText(QStringLiteral("\u00d7"));
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(tr("Close this message"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 6, 6, 6);
    row->setSpacing(8);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_label, 1);
    row->addWidget(m_action, 0, Qt::AlignVCenter);
    row->addWidget(m_close, 0, Qt::AlignTop);
    connect(m_close, &QToolButton::clicked, this, &MessageBar::clear);
    connect(m_action, &QPushButton::clicked, this, [this] {
        const auto action = m_onAction;
        clear();
        if (action) action();
    });
    clear();
}

void MessageBar::showMessage(Kind kind, const QString& headline, const QString& text) {
    const bool again = isVisibleTo(parentWidget()) && headline == m_headline && text == m_text && kind == m_kind;
    m_count = again ? m_count + 1 : 1;
    m_kind = kind;
    m_headline = headline;
    m_text = text;
    QString shown = QStringLiteral("<b>%1</b>").arg(headline.toHtmlEscaped());
    if (!text.isEmpty())
        shown += QLatin1Char(' ') + text.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>"));
    if (m_count > 1) shown += QLatin1Char(' ') + tr("(%n times)", nullptr, m_count);
    m_label->setText(shown);
    m_action->hide();
    m_onAction = nullptr;
    const auto pixmap = kind == Kind::error     ? QStyle::SP_MessageBoxCritical
                        : kind == Kind::warning ? QStyle::SP_MessageBoxWarning
                                                : QStyle::SP_MessageBoxInformation;
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize);
    m_icon->setPixmap(style()->standardIcon(pixmap).pixmap(size, size));
    applyColours();
    setAccessibleName(headline);
    show();
}

void MessageBar::showError(const wb::UserError& error) {
    showError(QString::fromStdString(error.what_happened()), QString::fromStdString(error.why()),
              QString::fromStdString(error.fix()));
}

void MessageBar::showError(const QString& what, const QString& why, const QString& fix) {
    QStringList rest;
    for (const QString& part : {why, fix})
        if (!part.isEmpty()) rest << part;
    showMessage(Kind::error, what, rest.join(QLatin1Char(' ')));
}

void MessageBar::setAction(const QString& label, std::function<void()> action) {
    m_onAction = std::move(action);
    m_action->setText(label);
    m_action->show();
}

void MessageBar::clear() {
    m_count = 0;
    m_headline.clear();
    m_text.clear();
    m_onAction = nullptr;
    hide();
}

QString MessageBar::text() const {
    return m_text.isEmpty() ? m_headline : QString(m_headline % QLatin1Char(' ') % m_text);
}

void MessageBar::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    // Our own setPalette arrives here as PaletteChange: only the application's change is followed.
    if (event->type() == QEvent::ApplicationPaletteChange) applyColours();
}

void MessageBar::applyColours() {
    setPalette(QPalette());
    const QPalette base = palette();
    const QColor accent = m_kind == Kind::error     ? colours::error(base)
                          : m_kind == Kind::warning ? colours::warning(base)
                                                    : base.color(QPalette::Highlight);
    QPalette own = base;
    own.setColor(QPalette::Window, colours::mix(base.color(QPalette::Window), accent, 0.14));
    setPalette(own);
}
