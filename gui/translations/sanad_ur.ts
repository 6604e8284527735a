<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ur" sourcelanguage="en">
    <context>
        <name>ColumnFilter</name>
        <message>
            <source>“%1” is no MD5, SHA-1 or SHA-256 in hexadecimal</source>
            <translation>”%1“ ہیکسا ڈیسیمل میں MD5، SHA-1 یا SHA-256 نہیں</translation>
        </message>
        <message>
            <source>Give digests of one kind at a time</source>
            <translation>ایک وقت میں ایک ہی قسم کے ہیش دیں</translation>
        </message>
        <message>
            <source>%1 from %2 to %3</source>
            <translation>%1، %2 سے %3 تک</translation>
        </message>
        <message>
            <source>%1 from %2</source>
            <translation>%2 سے %1</translation>
        </message>
        <message>
            <source>%1 up to %2</source>
            <translation>%1، %2 تک</translation>
        </message>
    </context>
    <context>
        <name>CustodyActs</name>
        <message>
            <source>Keys enrolled</source>
            <translation>چابیوں کا اندراج</translation>
        </message>
        <message>
            <source>Keys revoked</source>
            <translation>چابیوں کی منسوخی</translation>
        </message>
        <message>
            <source>Role granted</source>
            <translation>اختیار دیا گیا</translation>
        </message>
        <message>
            <source>Role withdrawn</source>
            <translation>اختیار واپس لیا گیا</translation>
        </message>
        <message>
            <source>Case opened</source>
            <translation>مقدمہ کھولا گیا</translation>
        </message>
        <message>
            <source>Offence</source>
            <translation>جرم</translation>
        </message>
        <message>
            <source>Case closed</source>
            <translation>مقدمہ بند کیا گیا</translation>
        </message>
        <message>
            <source>Checkpoint key replaced</source>
            <translation>تصدیقی چابی تبدیل</translation>
        </message>
        <message>
            <source>Authority</source>
            <translation>قانونی اجازت</translation>
        </message>
        <message>
            <source>Court told</source>
            <translation>عدالت کو اطلاع</translation>
        </message>
        <message>
            <source>Item seized</source>
            <translation>شے ضبط کی گئی</translation>
        </message>
        <message>
            <source>Item registered</source>
            <translation>شے درج کی گئی</translation>
        </message>
        <message>
            <source>Data preserved</source>
            <translation>ڈیٹا محفوظ رکھنے کا نوٹس</translation>
        </message>
        <message>
            <source>Sealed</source>
            <translation>مہر لگائی گئی</translation>
        </message>
        <message>
            <source>Seal looked at</source>
            <translation>مہر کا معائنہ</translation>
        </message>
        <message>
            <source>Seal opened</source>
            <translation>مہر کھولی گئی</translation>
        </message>
        <message>
            <source>Handed over</source>
            <translation>حوالگی کی پیشکش</translation>
        </message>
        <message>
            <source>Received</source>
            <translation>وصولی</translation>
        </message>
        <message>
            <source>Refused</source>
            <translation>وصولی سے انکار</translation>
        </message>
        <message>
            <source>Into the store</source>
            <translation>مال خانے میں جمع</translation>
        </message>
        <message>
            <source>Out of the store</source>
            <translation>مال خانے سے اجرا</translation>
        </message>
        <message>
            <source>Moved</source>
            <translation>جگہ تبدیل</translation>
        </message>
        <message>
            <source>Store counted</source>
            <translation>مال خانے کی پڑتال</translation>
        </message>
        <message>
            <source>Acquisition begun</source>
            <translation>نقل سازی کا آغاز</translation>
        </message>
        <message>
            <source>Unreadable area</source>
            <translation>ناقابلِ مطالعہ حصہ</translation>
        </message>
        <message>
            <source>Acquisition finished</source>
            <translation>نقل سازی مکمل</translation>
        </message>
        <message>
            <source>Image added</source>
            <translation>نقل شامل کی گئی</translation>
        </message>
        <message>
            <source>Image verified</source>
            <translation>نقل کی جانچ</translation>
        </message>
        <message>
            <source>Incident</source>
            <translation>خلافِ معمول واقعہ</translation>
        </message>
        <message>
            <source>Copy made</source>
            <translation>نقل بنائی گئی</translation>
        </message>
        <message>
            <source>Copy destroyed</source>
            <translation>نقل تلف کی گئی</translation>
        </message>
        <message>
            <source>Looked at</source>
            <translation>معائنہ</translation>
        </message>
        <message>
            <source>Access denied</source>
            <translation>رسائی سے انکار</translation>
        </message>
        <message>
            <source>Unavoidable change</source>
            <translation>ناگزیر تبدیلی</translation>
        </message>
        <message>
            <source>Examination begun</source>
            <translation>تجزیے کا آغاز</translation>
        </message>
        <message>
            <source>Examination finished</source>
            <translation>تجزیہ مکمل</translation>
        </message>
        <message>
            <source>Finding</source>
            <translation>نتیجہ</translation>
        </message>
        <message>
            <source>Finding withdrawn</source>
            <translation>نتیجہ واپس</translation>
        </message>
        <message>
            <source>Tagged</source>
            <translation>نشان لگایا</translation>
        </message>
        <message>
            <source>Tag removed</source>
            <translation>نشان ہٹایا</translation>
        </message>
        <message>
            <source>Report issued</source>
            <translation>رپورٹ جاری</translation>
        </message>
        <message>
            <source>Report reviewed</source>
            <translation>رپورٹ کا جائزہ</translation>
        </message>
        <message>
            <source>Report amended</source>
            <translation>رپورٹ میں ترمیم</translation>
        </message>
        <message>
            <source>Asked to decrypt</source>
            <translation>رمز کشائی کی درخواست</translation>
        </message>
        <message>
            <source>Files handed out</source>
            <translation>فائلیں جاری</translation>
        </message>
        <message>
            <source>Bundle handed out</source>
            <translation>بنڈل جاری</translation>
        </message>
        <message>
            <source>Bundle taken in</source>
            <translation>بنڈل وصول</translation>
        </message>
        <message>
            <source>Submitted to the court</source>
            <translation>عدالت میں پیش</translation>
        </message>
        <message>
            <source>Returned by the court</source>
            <translation>عدالت سے واپس</translation>
        </message>
        <message>
            <source>Order of the court</source>
            <translation>عدالتی حکم</translation>
        </message>
        <message>
            <source>Returned</source>
            <translation>مالک کو واپس</translation>
        </message>
        <message>
            <source>Destroyed</source>
            <translation>تلف کی گئی</translation>
        </message>
        <message>
            <source>Lost</source>
            <translation>گم شدہ</translation>
        </message>
        <message>
            <source>Found</source>
            <translation>دستیاب</translation>
        </message>
        <message>
            <source>Tool validated</source>
            <translation>آلے کی توثیق</translation>
        </message>
        <message>
            <source>Clock checked</source>
            <translation>گھڑی کی جانچ</translation>
        </message>
        <message>
            <source>Competence</source>
            <translation>اہلیت</translation>
        </message>
        <message>
            <source>Digest renewed</source>
            <translation>ہیش کی تجدید</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>نوٹ</translation>
        </message>
        <message>
            <source>Correction</source>
            <translation>تصحیح</translation>
        </message>
    </context>
    <context>
        <name>CustodyChoices</name>
        <message>
            <source>Investigating officer</source>
            <translation>تفتیشی افسر</translation>
        </message>
        <message>
            <source>First responder</source>
            <translation>اولین رسپانڈر</translation>
        </message>
        <message>
            <source>Custodian of the store</source>
            <translation>محافظِ مال خانہ</translation>
        </message>
        <message>
            <source>Examiner</source>
            <translation>ماہر تجزیہ کار</translation>
        </message>
        <message>
            <source>Reviewer</source>
            <translation>جائزہ کار</translation>
        </message>
        <message>
            <source>Manager of the laboratory</source>
            <translation>مہتمم لیبارٹری</translation>
        </message>
        <message>
            <source>Prosecutor</source>
            <translation>پراسیکیوٹر</translation>
        </message>
        <message>
            <source>Expert of the court or the defence</source>
            <translation>عدالت یا صفائی کا ماہر</translation>
        </message>
        <message>
            <source>Registrar</source>
            <translation>رجسٹرار</translation>
        </message>
        <message>
            <source>Auditor</source>
            <translation>آڈیٹر</translation>
        </message>
        <message>
            <source>Administrator</source>
            <translation>منتظم نظام</translation>
        </message>
        <message>
            <source>Service</source>
            <translation>خودکار سروس</translation>
        </message>
        <message>
            <source>As in Act XL of 2016</source>
            <translation>ایکٹ 40 مجریہ 2016 کے مطابق</translation>
        </message>
        <message>
            <source>As in the Bill</source>
            <translation>بل کے مطابق</translation>
        </message>
        <message>
            <source>As enacted (other acts)</source>
            <translation>نافذ شدہ متن کے مطابق</translation>
        </message>
        <message>
            <source>Convicted</source>
            <translation>سزا</translation>
        </message>
        <message>
            <source>Acquitted</source>
            <translation>بریت</translation>
        </message>
        <message>
            <source>Discharged</source>
            <translation>اخراجِ مقدمہ</translation>
        </message>
        <message>
            <source>Compounded</source>
            <translation>راضی نامہ</translation>
        </message>
        <message>
            <source>Transferred</source>
            <translation>منتقل</translation>
        </message>
        <message>
            <source>No case made out</source>
            <translation>مقدمہ ثابت نہیں</translation>
        </message>
        <message>
            <source>None</source>
            <translation>کوئی نہیں</translation>
        </message>
        <message>
            <source>Warrant or notice missing</source>
            <translation>وارنٹ یا اطلاع نہ ہونا</translation>
        </message>
        <message>
            <source>Gap in custody</source>
            <translation>تحویل میں خلا</translation>
        </message>
        <message>
            <source>Expert did not appear</source>
            <translation>ماہر کی غیر حاضری</translation>
        </message>
        <message>
            <source>Report too late</source>
            <translation>رپورٹ میں تاخیر</translation>
        </message>
        <message>
            <source>Evidence not sufficient</source>
            <translation>ناکافی شہادت</translation>
        </message>
        <message>
            <source>Warrant for search or seizure</source>
            <translation>تلاشی یا ضبطی کا وارنٹ</translation>
        </message>
        <message>
            <source>Warrant for disclosure of content</source>
            <translation>مواد کے افشا کا وارنٹ</translation>
        </message>
        <message>
            <source>Preservation notice</source>
            <translation>ڈیٹا محفوظ رکھنے کا نوٹس</translation>
        </message>
        <message>
            <source>Real-time collection</source>
            <translation>براہِ راست ڈیٹا جمع کرنے کی اجازت</translation>
        </message>
        <message>
            <source>Consent</source>
            <translation>رضامندی</translation>
        </message>
        <message>
            <source>Order of a court</source>
            <translation>عدالتی حکم</translation>
        </message>
        <message>
            <source>Foreign request</source>
            <translation>غیر ملکی درخواست</translation>
        </message>
        <message>
            <source>By hand</source>
            <translation>دستی</translation>
        </message>
        <message>
            <source>By post</source>
            <translation>ڈاک سے</translation>
        </message>
        <message>
            <source>By e-mail</source>
            <translation>ای میل سے</translation>
        </message>
        <message>
            <source>By electronic filing</source>
            <translation>الیکٹرانک فائلنگ</translation>
        </message>
        <message>
            <source>Phone</source>
            <translation>موبائل فون</translation>
        </message>
        <message>
            <source>SIM</source>
            <translation>سم</translation>
        </message>
        <message>
            <source>Memory card</source>
            <translation>میموری کارڈ</translation>
        </message>
        <message>
            <source>Laptop</source>
            <translation>لیپ ٹاپ</translation>
        </message>
        <message>
            <source>Desktop</source>
            <translation>ڈیسک ٹاپ</translation>
        </message>
        <message>
            <source>Server</source>
            <translation>سرور</translation>
        </message>
        <message>
            <source>Hard disk</source>
            <translation>ہارڈ ڈسک</translation>
        </message>
        <message>
            <source>SSD</source>
            <translation>ایس ایس ڈی</translation>
        </message>
        <message>
            <source>USB medium</source>
            <translation>یو ایس بی</translation>
        </message>
        <message>
            <source>Optical disc</source>
            <translation>سی ڈی یا ڈی وی ڈی</translation>
        </message>
        <message>
            <source>Video recorder</source>
            <translation>ڈی وی آر</translation>
        </message>
        <message>
            <source>Router</source>
            <translation>راؤٹر</translation>
        </message>
        <message>
            <source>Connected device</source>
            <translation>منسلک آلہ</translation>
        </message>
        <message>
            <source>Vehicle unit</source>
            <translation>گاڑی کا یونٹ</translation>
        </message>
        <message>
            <source>Drone</source>
            <translation>ڈرون</translation>
        </message>
        <message>
            <source>Cloud account</source>
            <translation>کلاؤڈ اکاؤنٹ</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>ڈیٹا</translation>
        </message>
        <message>
            <source>Forensic image</source>
            <translation>فرانزک نقل</translation>
        </message>
        <message>
            <source>Paper</source>
            <translation>کاغذ</translation>
        </message>
        <message>
            <source>Intact</source>
            <translation>درست حالت</translation>
        </message>
        <message>
            <source>Scratched</source>
            <translation>خراشیں</translation>
        </message>
        <message>
            <source>Screen broken</source>
            <translation>اسکرین ٹوٹی ہوئی</translation>
        </message>
        <message>
            <source>Water damage</source>
            <translation>پانی سے متاثر</translation>
        </message>
        <message>
            <source>Burnt</source>
            <translation>جلا ہوا</translation>
        </message>
        <message>
            <source>Opened</source>
            <translation>کھلا ہوا</translation>
        </message>
        <message>
            <source>On</source>
            <translation>چالو</translation>
        </message>
        <message>
            <source>Off</source>
            <translation>بند</translation>
        </message>
        <message>
            <source>Standby</source>
            <translation>اسٹینڈ بائی</translation>
        </message>
        <message>
            <source>Unknown</source>
            <translation>نامعلوم</translation>
        </message>
        <message>
            <source>Airplane mode</source>
            <translation>ایئرپلین موڈ</translation>
        </message>
        <message>
            <source>In a Faraday bag</source>
            <translation>فیراڈے بیگ میں</translation>
        </message>
        <message>
            <source>Online</source>
            <translation>نیٹ ورک سے منسلک</translation>
        </message>
        <message>
            <source>Owner</source>
            <translation>مالک</translation>
        </message>
        <message>
            <source>Holder</source>
            <translation>قابض</translation>
        </message>
        <message>
            <source>Suspect</source>
            <translation>ملزم</translation>
        </message>
        <message>
            <source>Complainant</source>
            <translation>مدعی</translation>
        </message>
        <message>
            <source>Victim</source>
            <translation>متاثرہ</translation>
        </message>
        <message>
            <source>Witness</source>
            <translation>گواہ</translation>
        </message>
        <message>
            <source>Provider</source>
            <translation>سروس فراہم کنندہ</translation>
        </message>
        <message>
            <source>Another agency</source>
            <translation>دوسرا ادارہ</translation>
        </message>
        <message>
            <source>Court</source>
            <translation>عدالت</translation>
        </message>
        <message>
            <source>Part of an item</source>
            <translation>کسی شے کا حصہ</translation>
        </message>
        <message>
            <source>File at this machine</source>
            <translation>اس مشین پر موجود فائل</translation>
        </message>
        <message>
            <source>Broken</source>
            <translation>ٹوٹی ہوئی</translation>
        </message>
        <message>
            <source>Replaced</source>
            <translation>تبدیل شدہ</translation>
        </message>
        <message>
            <source>Missing</source>
            <translation>غائب</translation>
        </message>
        <message>
            <source>Courier</source>
            <translation>کوریئر</translation>
        </message>
        <message>
            <source>Vehicle</source>
            <translation>گاڑی</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>نیٹ ورک</translation>
        </message>
        <message>
            <source>Physical</source>
            <translation>مکمل طبعی نقل</translation>
        </message>
        <message>
            <source>Logical</source>
            <translation>منطقی نقل</translation>
        </message>
        <message>
            <source>File system</source>
            <translation>فائل سسٹم</translation>
        </message>
        <message>
            <source>Selective</source>
            <translation>منتخب ڈیٹا</translation>
        </message>
        <message>
            <source>Live</source>
            <translation>چالو نظام سے</translation>
        </message>
        <message>
            <source>Memory</source>
            <translation>میموری</translation>
        </message>
        <message>
            <source>Remote</source>
            <translation>دور سے</translation>
        </message>
        <message>
            <source>Cloud interface</source>
            <translation>کلاؤڈ انٹرفیس</translation>
        </message>
        <message>
            <source>Provider&apos;s return</source>
            <translation>فراہم کنندہ کا جواب</translation>
        </message>
        <message>
            <source>Photograph of the screen</source>
            <translation>اسکرین کی تصویر</translation>
        </message>
        <message>
            <source>Stored in the image</source>
            <translation>نقل میں محفوظ</translation>
        </message>
        <message>
            <source>On record here</source>
            <translation>یہاں درج شدہ</translation>
        </message>
        <message>
            <source>Nothing</source>
            <translation>کچھ نہیں</translation>
        </message>
        <message>
            <source>Match</source>
            <translation>مطابق</translation>
        </message>
        <message>
            <source>Mismatch</source>
            <translation>غیر مطابق</translation>
        </message>
        <message>
            <source>No stored digest</source>
            <translation>محفوظ ہیش موجود نہیں</translation>
        </message>
        <message>
            <source>Working copy</source>
            <translation>کام کی نقل</translation>
        </message>
        <message>
            <source>For the court</source>
            <translation>عدالت کے لیے</translation>
        </message>
        <message>
            <source>For the defence</source>
            <translation>وکیلِ صفائی کے لیے</translation>
        </message>
        <message>
            <source>For the owner (s.36)</source>
            <translation>مالک کے لیے (دفعہ 36)</translation>
        </message>
        <message>
            <source>Archive</source>
            <translation>محافظ خانہ</translation>
        </message>
        <message>
            <source>Read only</source>
            <translation>صرف پڑھنا</translation>
        </message>
        <message>
            <source>Finished</source>
            <translation>مکمل</translation>
        </message>
        <message>
            <source>Stopped</source>
            <translation>روکا گیا</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>ناکام</translation>
        </message>
        <message>
            <source>High</source>
            <translation>زیادہ</translation>
        </message>
        <message>
            <source>Medium</source>
            <translation>درمیانہ</translation>
        </message>
        <message>
            <source>Low</source>
            <translation>کم</translation>
        </message>
        <message>
            <source>A lead only</source>
            <translation>صرف سراغ</translation>
        </message>
        <message>
            <source>Draft</source>
            <translation>مسودہ</translation>
        </message>
        <message>
            <source>Final</source>
            <translation>حتمی</translation>
        </message>
        <message>
            <source>Accepted</source>
            <translation>منظور</translation>
        </message>
        <message>
            <source>Changes wanted</source>
            <translation>ترمیم درکار</translation>
        </message>
        <message>
            <source>Rejected</source>
            <translation>نامنظور</translation>
        </message>
        <message>
            <source>Review</source>
            <translation>جائزہ</translation>
        </message>
        <message>
            <source>Prosecution</source>
            <translation>استغاثہ</translation>
        </message>
        <message>
            <source>Defence</source>
            <translation>صفائی</translation>
        </message>
        <message>
            <source>Audit</source>
            <translation>آڈٹ</translation>
        </message>
        <message>
            <source>Passed</source>
            <translation>کامیاب</translation>
        </message>
        <message>
            <source>The machine</source>
            <translation>مشین</translation>
        </message>
        <message>
            <source>Network time</source>
            <translation>نیٹ ورک وقت</translation>
        </message>
        <message>
            <source>GPS</source>
            <translation>جی پی ایس</translation>
        </message>
    </context>
    <context>
        <name>CustodyChoices2</name>
        <message>
            <source>Intact</source>
            <translation>سالم</translation>
        </message>
    </context>
    <context>
        <name>CustodyMembers</name>
        <message>
            <source>Concerning</source>
            <translation>بابت</translation>
        </message>
        <message>
            <source>Account</source>
            <translation>اکاؤنٹ</translation>
        </message>
        <message>
            <source>Act</source>
            <translation>قانون</translation>
        </message>
        <message>
            <source>Compared with</source>
            <translation>موازنہ</translation>
        </message>
        <message>
            <source>Agency</source>
            <translation>ادارہ</translation>
        </message>
        <message>
            <source>Suggested by a machine</source>
            <translation>مشین کی تجویز</translation>
        </message>
        <message>
            <source>Algorithm</source>
            <translation>الگورتھم</translation>
        </message>
        <message>
            <source>Answer</source>
            <translation>جواب</translation>
        </message>
        <message>
            <source>Approvals</source>
            <translation>منظوریاں</translation>
        </message>
        <message>
            <source>As amended on</source>
            <translation>ترمیم شدہ بتاریخ</translation>
        </message>
        <message>
            <source>Attested</source>
            <translation>تصدیق شدہ</translation>
        </message>
        <message>
            <source>Bag</source>
            <translation>بیگ نمبر</translation>
        </message>
        <message>
            <source>Legal basis</source>
            <translation>قانونی بنیاد</translation>
        </message>
        <message>
            <source>Build</source>
            <translation>بلڈ</translation>
        </message>
        <message>
            <source>Bundle</source>
            <translation>بنڈل</translation>
        </message>
        <message>
            <source>Found by</source>
            <translation>دریافت کنندہ</translation>
        </message>
        <message>
            <source>Bytes</source>
            <translation>بائٹس</translation>
        </message>
        <message>
            <source>Capacity of the source</source>
            <translation>ماخذ کی گنجائش</translation>
        </message>
        <message>
            <source>Cause</source>
            <translation>وجہ</translation>
        </message>
        <message>
            <source>Certificate</source>
            <translation>سند</translation>
        </message>
        <message>
            <source>Checkpoint key</source>
            <translation>تصدیقی چابی</translation>
        </message>
        <message>
            <source>Circumstances</source>
            <translation>حالات</translation>
        </message>
        <message>
            <source>Computed</source>
            <translation>حاصل شدہ</translation>
        </message>
        <message>
            <source>Condition</source>
            <translation>حالت</translation>
        </message>
        <message>
            <source>Confidence</source>
            <translation>اعتماد</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>تعداد</translation>
        </message>
        <message>
            <source>Counts</source>
            <translation>گنتی</translation>
        </message>
        <message>
            <source>Courier</source>
            <translation>کوریئر</translation>
        </message>
        <message>
            <source>Court</source>
            <translation>عدالت</translation>
        </message>
        <message>
            <source>Kinds of data</source>
            <translation>ڈیٹا کی اقسام</translation>
        </message>
        <message>
            <source>Date</source>
            <translation>تاریخ</translation>
        </message>
        <message>
            <source>Description</source>
            <translation>تفصیل</translation>
        </message>
        <message>
            <source>Effect</source>
            <translation>اثر</translation>
        </message>
        <message>
            <source>Element of the offence</source>
            <translation>جرم کا جزو</translation>
        </message>
        <message>
            <source>Encryption</source>
            <translation>رمز بندی</translation>
        </message>
        <message>
            <source>Error</source>
            <translation>خرابی</translation>
        </message>
        <message>
            <source>Exhibit</source>
            <translation>عدالتی نشان</translation>
        </message>
        <message>
            <source>Expected</source>
            <translation>متوقع</translation>
        </message>
        <message>
            <source>Expected by</source>
            <translation>توقع کا ماخذ</translation>
        </message>
        <message>
            <source>Expires</source>
            <translation>میعاد ختم</translation>
        </message>
        <message>
            <source>Field</source>
            <translation>خانہ</translation>
        </message>
        <message>
            <source>Filled with</source>
            <translation>بھرائی</translation>
        </message>
        <message>
            <source>Finding</source>
            <translation>نتیجہ</translation>
        </message>
        <message>
            <source>For</source>
            <translation>برائے</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>فارمیٹ</translation>
        </message>
        <message>
            <source>Found</source>
            <translation>موجود</translation>
        </message>
        <message>
            <source>From</source>
            <translation>منجانب</translation>
        </message>
        <message>
            <source>Headers</source>
            <translation>ہیڈر</translation>
        </message>
        <message>
            <source>Hidden areas</source>
            <translation>پوشیدہ حصے</translation>
        </message>
        <message>
            <source>How</source>
            <translation>طریقہ</translation>
        </message>
        <message>
            <source>Input</source>
            <translation>ان پٹ</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>رپورٹ</translation>
        </message>
        <message>
            <source>Issued by</source>
            <translation>جاری کنندہ</translation>
        </message>
        <message>
            <source>Items</source>
            <translation>اشیاء</translation>
        </message>
        <message>
            <source>Run</source>
            <translation>عمل</translation>
        </message>
        <message>
            <source>Keeper</source>
            <translation>محافظ</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>قسم</translation>
        </message>
        <message>
            <source>Last custodian</source>
            <translation>آخری محافظ</translation>
        </message>
        <message>
            <source>Lead officer</source>
            <translation>سربراہ افسر</translation>
        </message>
        <message>
            <source>Length</source>
            <translation>لمبائی</translation>
        </message>
        <message>
            <source>Copy of the list given to</source>
            <translation>فہرست کی نقل کس کو دی گئی</translation>
        </message>
        <message>
            <source>Place in the store</source>
            <translation>مال خانے میں جگہ</translation>
        </message>
        <message>
            <source>Make</source>
            <translation>کمپنی</translation>
        </message>
        <message>
            <source>Manifest</source>
            <translation>فہرستِ مواد</translation>
        </message>
        <message>
            <source>MD5</source>
            <translation>MD5</translation>
        </message>
        <message>
            <source>Medium</source>
            <translation>ذریعۂ محفوظ</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>طریقۂ کار</translation>
        </message>
        <message>
            <source>Mode</source>
            <translation>انداز</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>ماڈل</translation>
        </message>
        <message>
            <source>Modules</source>
            <translation>ماڈیول</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>نیٹ ورک</translation>
        </message>
        <message>
            <source>Corrected</source>
            <translation>درست</translation>
        </message>
        <message>
            <source>New seal</source>
            <translation>نئی مہر</translation>
        </message>
        <message>
            <source>Not stated</source>
            <translation>بیان نہیں کیا گیا</translation>
        </message>
        <message>
            <source>Notice</source>
            <translation>نوٹس نمبر</translation>
        </message>
        <message>
            <source>Offer</source>
            <translation>پیشکش</translation>
        </message>
        <message>
            <source>Offset</source>
            <translation>مقام</translation>
        </message>
        <message>
            <source>As it was</source>
            <translation>سابقہ</translation>
        </message>
        <message>
            <source>Order</source>
            <translation>حکم</translation>
        </message>
        <message>
            <source>Origin</source>
            <translation>ماخذ</translation>
        </message>
        <message>
            <source>Outcome</source>
            <translation>انجام</translation>
        </message>
        <message>
            <source>Taken from</source>
            <translation>کس سے لی گئی</translation>
        </message>
        <message>
            <source>Copy of</source>
            <translation>اصل شے</translation>
        </message>
        <message>
            <source>Person</source>
            <translation>شخص</translation>
        </message>
        <message>
            <source>Policy</source>
            <translation>پالیسی</translation>
        </message>
        <message>
            <source>Power</source>
            <translation>بجلی</translation>
        </message>
        <message>
            <source>Disclosure</source>
            <translation>افشا</translation>
        </message>
        <message>
            <source>Provider</source>
            <translation>سروس فراہم کنندہ</translation>
        </message>
        <message>
            <source>Purpose</source>
            <translation>مقصد</translation>
        </message>
        <message>
            <source>Quantity</source>
            <translation>تعداد</translation>
        </message>
        <message>
            <source>Reason</source>
            <translation>وجہ</translation>
        </message>
        <message>
            <source>Receipt</source>
            <translation>رسید</translation>
        </message>
        <message>
            <source>Received by</source>
            <translation>وصول کنندہ</translation>
        </message>
        <message>
            <source>Receiver</source>
            <translation>وصول کنندہ</translation>
        </message>
        <message>
            <source>Recipe</source>
            <translation>ترکیب</translation>
        </message>
        <message>
            <source>Recipient</source>
            <translation>وصول کنندہ</translation>
        </message>
        <message>
            <source>Record</source>
            <translation>ریکارڈ</translation>
        </message>
        <message>
            <source>Remarks</source>
            <translation>تبصرہ</translation>
        </message>
        <message>
            <source>Result</source>
            <translation>نتیجہ</translation>
        </message>
        <message>
            <source>Results</source>
            <translation>نتائج</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>عہدہ</translation>
        </message>
        <message>
            <source>Root</source>
            <translation>جڑ</translation>
        </message>
        <message>
            <source>Rule</source>
            <translation>ضابطہ</translation>
        </message>
        <message>
            <source>Scan</source>
            <translation>اسکین</translation>
        </message>
        <message>
            <source>Numbering</source>
            <translation>شمار بندی</translation>
        </message>
        <message>
            <source>Scope</source>
            <translation>دائرہ</translation>
        </message>
        <message>
            <source>Screen</source>
            <translation>اسکرین</translation>
        </message>
        <message>
            <source>Seal</source>
            <translation>مہر نمبر</translation>
        </message>
        <message>
            <source>State of the seal</source>
            <translation>مہر کی حالت</translation>
        </message>
        <message>
            <source>Seconds</source>
            <translation>سیکنڈ</translation>
        </message>
        <message>
            <source>Section</source>
            <translation>دفعہ</translation>
        </message>
        <message>
            <source>Sector size</source>
            <translation>سیکٹر کا حجم</translation>
        </message>
        <message>
            <source>Sectors</source>
            <translation>سیکٹر</translation>
        </message>
        <message>
            <source>Segments</source>
            <translation>حصے</translation>
        </message>
        <message>
            <source>Sent</source>
            <translation>روانگی</translation>
        </message>
        <message>
            <source>Serial number</source>
            <translation>سیریل نمبر</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>ترتیبات</translation>
        </message>
        <message>
            <source>SHA-1</source>
            <translation>SHA-1</translation>
        </message>
        <message>
            <source>SHA-256</source>
            <translation>SHA-256</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>حجم</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>ماخذ</translation>
        </message>
        <message>
            <source>State</source>
            <translation>حالت</translation>
        </message>
        <message>
            <source>Statement</source>
            <translation>بیان</translation>
        </message>
        <message>
            <source>Enrolments</source>
            <translation>اندراجات</translation>
        </message>
        <message>
            <source>Stored MD5</source>
            <translation>محفوظ MD5</translation>
        </message>
        <message>
            <source>Stored SHA-1</source>
            <translation>محفوظ SHA-1</translation>
        </message>
        <message>
            <source>Stored SHA-256</source>
            <translation>محفوظ SHA-256</translation>
        </message>
        <message>
            <source>Tag</source>
            <translation>نشان</translation>
        </message>
        <message>
            <source>Target medium</source>
            <translation>ہدف ذریعہ</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>متن</translation>
        </message>
        <message>
            <source>Title</source>
            <translation>عنوان</translation>
        </message>
        <message>
            <source>To</source>
            <translation>بنام</translation>
        </message>
        <message>
            <source>Given back to</source>
            <translation>کس کو واپس</translation>
        </message>
        <message>
            <source>Tool</source>
            <translation>آلہ</translation>
        </message>
        <message>
            <source>Version of the tool</source>
            <translation>آلے کا ورژن</translation>
        </message>
        <message>
            <source>Root of the blocks</source>
            <translation>بلاکس کی جڑ</translation>
        </message>
        <message>
            <source>Unreadable sectors</source>
            <translation>ناقابلِ مطالعہ سیکٹر</translation>
        </message>
        <message>
            <source>Until</source>
            <translation>تک</translation>
        </message>
        <message>
            <source>Verified</source>
            <translation>تصدیق شدہ</translation>
        </message>
        <message>
            <source>Version</source>
            <translation>ورژن</translation>
        </message>
        <message>
            <source>What</source>
            <translation>کیا</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>کہاں</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>کیوں</translation>
        </message>
        <message>
            <source>Witnesses</source>
            <translation>گواہان</translation>
        </message>
        <message>
            <source>Write protection</source>
            <translation>تحریر سے تحفظ</translation>
        </message>
    </context>
    <context>
        <name>CustodyMembers2</name>
        <message>
            <source>Number</source>
            <translation>نمبر</translation>
        </message>
        <message>
            <source>Offset</source>
            <translation>فرق</translation>
        </message>
    </context>
    <context>
        <name>CustodyWords</name>
        <message>
            <source>other: %1</source>
            <translation>دیگر: %1</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>ہاں</translation>
        </message>
        <message>
            <source>no</source>
            <translation>نہیں</translation>
        </message>
        <message>
            <source>Tell the Court of the preservation notice</source>
            <translation>محفوظ رکھنے کے نوٹس کی عدالت کو اطلاع دیں</translation>
        </message>
        <message>
            <source>The preservation ends unless the Court extends it</source>
            <translation>ڈیٹا محفوظ رکھنے کی مدت ختم ہو گی، جب تک عدالت توسیع نہ دے</translation>
        </message>
        <message>
            <source>Tell the Court of the seizure without a warrant</source>
            <translation>وارنٹ کے بغیر قبضے کی عدالت کو اطلاع دیں</translation>
        </message>
        <message>
            <source>Bring the refusal of a forensic image before the Court</source>
            <translation>فرانزک نقل سے انکار کا معاملہ عدالت میں پیش کریں</translation>
        </message>
        <message>
            <source>The provider&apos;s duty of secrecy ends unless it is extended</source>
            <translation>سروس فراہم کنندہ کی رازداری کی ذمہ داری ختم ہو گی، جب تک توسیع نہ ہو</translation>
        </message>
        <message>
            <source>The real-time collection ends unless the Court extends it</source>
            <translation>براہِ راست ڈیٹا جمع کرنے کی مدت ختم ہو گی، جب تک عدالت توسیع نہ دے</translation>
        </message>
        <message>
            <source>Report to both Houses</source>
            <translation>دونوں ایوانوں کو رپورٹ دیں</translation>
        </message>
        <message>
            <source>the owner</source>
            <translation>مالک</translation>
        </message>
        <message>
            <source>lost</source>
            <translation>گم شدہ</translation>
        </message>
        <message>
            <source>destroyed</source>
            <translation>تلف شدہ</translation>
        </message>
        <message>
            <source>evidence store, %1</source>
            <translation>مال خانہ، %1</translation>
        </message>
        <message>
            <source>court, %1</source>
            <translation>عدالت، %1</translation>
        </message>
        <message>
            <source>in the words of the check: %1</source>
            <translation>جانچ کے اپنے الفاظ میں: %1</translation>
        </message>
        <message>
            <source>enrolled</source>
            <translation>درج شدہ</translation>
        </message>
        <message>
            <source>not enrolled</source>
            <translation>غیر درج شدہ</translation>
        </message>
        <message>
            <source>revoked</source>
            <translation>منسوخ شدہ</translation>
        </message>
        <message>
            <source>expired</source>
            <translation>میعاد ختم</translation>
        </message>
    </context>
    <context>
        <name>DataInspector</name>
        <message>
            <source>8 bits, unsigned</source>
            <translation>8 بٹ، بے علامت</translation>
        </message>
        <message>
            <source>8 bits, signed</source>
            <translation>8 بٹ، علامت دار</translation>
        </message>
        <message>
            <source>16 bits, little-endian</source>
            <translation>16 بٹ، لٹل اینڈین</translation>
        </message>
        <message>
            <source>16 bits, big-endian</source>
            <translation>16 بٹ، بگ اینڈین</translation>
        </message>
        <message>
            <source>32 bits, little-endian</source>
            <translation>32 بٹ، لٹل اینڈین</translation>
        </message>
        <message>
            <source>32 bits, big-endian</source>
            <translation>32 بٹ، بگ اینڈین</translation>
        </message>
        <message>
            <source>32 bits signed, little-endian</source>
            <translation>32 بٹ علامت دار، لٹل اینڈین</translation>
        </message>
        <message>
            <source>64 bits, little-endian</source>
            <translation>64 بٹ، لٹل اینڈین</translation>
        </message>
        <message>
            <source>64 bits, big-endian</source>
            <translation>64 بٹ، بگ اینڈین</translation>
        </message>
        <message>
            <source>64 bits signed, little-endian</source>
            <translation>64 بٹ علامت دار، لٹل اینڈین</translation>
        </message>
        <message>
            <source>Real, 32 bits</source>
            <translation>اعشاریہ، 32 بٹ</translation>
        </message>
        <message>
            <source>Real, 64 bits</source>
            <translation>اعشاریہ، 64 بٹ</translation>
        </message>
        <message>
            <source>Unix seconds, little-endian</source>
            <translation>یونکس سیکنڈ، لٹل اینڈین</translation>
        </message>
        <message>
            <source>Unix seconds, big-endian</source>
            <translation>یونکس سیکنڈ، بگ اینڈین</translation>
        </message>
        <message>
            <source>Unix milliseconds</source>
            <translation>یونکس ملی سیکنڈ</translation>
        </message>
        <message>
            <source>Unix microseconds</source>
            <translation>یونکس مائیکرو سیکنڈ</translation>
        </message>
        <message>
            <source>FILETIME</source>
            <translation>FILETIME</translation>
        </message>
        <message>
            <source>WebKit microseconds</source>
            <translation>ویب کٹ مائیکرو سیکنڈ</translation>
        </message>
        <message>
            <source>Seconds since 2001 (Apple), real</source>
            <translation>2001 سے سیکنڈ (ایپل)، اعشاریہ</translation>
        </message>
        <message>
            <source>HFS+ seconds since 1904</source>
            <translation>HFS+ سیکنڈ، 1904 سے</translation>
        </message>
        <message>
            <source>DOS time and date</source>
            <translation>ڈاس وقت و تاریخ</translation>
        </message>
        <message>
            <source>DOS date and time</source>
            <translation>ڈاس تاریخ و وقت</translation>
        </message>
        <message>
            <source>GUID</source>
            <translation>GUID</translation>
        </message>
    </context>
    <context>
        <name>QDockWidget</name>
        <message>
            <source>Close</source>
            <translation>بند کریں</translation>
        </message>
        <message>
            <source>Float</source>
            <translation>الگ کریں</translation>
        </message>
        <message>
            <source>Closes the dock widget</source>
            <translation>اس حصے کو بند کرتا ہے</translation>
        </message>
        <message>
            <source>Undocks and re-attaches the dock widget</source>
            <translation>اس حصے کو الگ کرتا اور دوبارہ جوڑتا ہے</translation>
        </message>
    </context>
    <context>
        <name>QFileDialog</name>
        <message>
            <source>Look in:</source>
            <translation>یہاں دیکھیں:</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>پیچھے</translation>
        </message>
        <message>
            <source>Go back</source>
            <translation>پیچھے جائیں</translation>
        </message>
        <message>
            <source>Forward</source>
            <translation>آگے</translation>
        </message>
        <message>
            <source>Go forward</source>
            <translation>آگے جائیں</translation>
        </message>
        <message>
            <source>Parent Directory</source>
            <translation>اوپر کا فولڈر</translation>
        </message>
        <message>
            <source>Go to the parent directory</source>
            <translation>اوپر کے فولڈر میں جائیں</translation>
        </message>
        <message>
            <source>Create New Folder</source>
            <translation>نیا فولڈر بنائیں</translation>
        </message>
        <message>
            <source>Create a New Folder</source>
            <translation>ایک نیا فولڈر بنائیں</translation>
        </message>
        <message>
            <source>List View</source>
            <translation>فہرست</translation>
        </message>
        <message>
            <source>Change to list view mode</source>
            <translation>فہرست کی صورت میں دکھائیں</translation>
        </message>
        <message>
            <source>Detail View</source>
            <translation>تفصیل</translation>
        </message>
        <message>
            <source>Change to detail view mode</source>
            <translation>تفصیل کے ساتھ دکھائیں</translation>
        </message>
        <message>
            <source>Sidebar</source>
            <translation>کنارے کی پٹی</translation>
        </message>
        <message>
            <source>List of places and bookmarks</source>
            <translation>جگہوں اور نشانیوں کی فہرست</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>فائلیں</translation>
        </message>
        <message>
            <source>Files of type:</source>
            <translation>فائلوں کی قسم:</translation>
        </message>
        <message>
            <source>Find Directory</source>
            <translation>فولڈر تلاش کریں</translation>
        </message>
        <message>
            <source>Save As</source>
            <translation>بطور محفوظ کریں</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>کھولیں</translation>
        </message>
        <message>
            <source>&amp;Open</source>
            <translation>&amp;کھولیں</translation>
        </message>
        <message>
            <source>&amp;Choose</source>
            <translation>&amp;منتخب کریں</translation>
        </message>
        <message>
            <source>&amp;Save</source>
            <translation>&amp;محفوظ کریں</translation>
        </message>
        <message>
            <source>&amp;Rename</source>
            <translation>&amp;نام بدلیں</translation>
        </message>
        <message>
            <source>&amp;Delete</source>
            <translation>&amp;حذف کریں</translation>
        </message>
        <message>
            <source>Show &amp;hidden files</source>
            <translation>&amp;پوشیدہ فائلیں دکھائیں</translation>
        </message>
        <message>
            <source>&amp;New Folder</source>
            <translation>&amp;نیا فولڈر</translation>
        </message>
        <message>
            <source>Directory:</source>
            <translation>فولڈر:</translation>
        </message>
        <message>
            <source>File &amp;name:</source>
            <translation>فائل کا &amp;نام:</translation>
        </message>
        <message>
            <source>All Files (*)</source>
            <translation>تمام فائلیں (*)</translation>
        </message>
        <message>
            <source>Directories</source>
            <translation>فولڈر</translation>
        </message>
        <message>
            <source>Recent Places</source>
            <translation>حالیہ جگہیں</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>ہٹائیں</translation>
        </message>
        <message>
            <source>New Folder</source>
            <translation>نیا فولڈر</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>حذف کریں</translation>
        </message>
        <message>
            <source>%1 already exists.
Do you want to replace it?</source>
            <translation>%1 پہلے سے موجود ہے۔
کیا اسے بدل دیں؟</translation>
        </message>
        <message>
            <source>%1
File not found.
Please verify the correct file name was given.</source>
            <translation>%1
فائل نہیں ملی۔
دیکھ لیں کہ نام درست ہے۔</translation>
        </message>
        <message>
            <source>%1
Directory not found.
Please verify the correct directory name was given.</source>
            <translation>%1
فولڈر نہیں ملا۔
دیکھ لیں کہ نام درست ہے۔</translation>
        </message>
    </context>
    <context>
        <name>QFileSystemModel</name>
        <message>
            <source>Name</source>
            <translation>نام</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>حجم</translation>
        </message>
        <message>
            <source>Type</source>
            <translation>قسم</translation>
        </message>
        <message>
            <source>Date Modified</source>
            <translation>تبدیلی کی تاریخ</translation>
        </message>
        <message>
            <source>Computer</source>
            <translation>کمپیوٹر</translation>
        </message>
    </context>
    <context>
        <name>QLineEdit</name>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;واپس لیں</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>&amp;دوبارہ کریں</translation>
        </message>
        <message>
            <source>Cu&amp;t</source>
            <translation>&amp;کاٹیں</translation>
        </message>
        <message>
            <source>&amp;Copy</source>
            <translation>&amp;نقل کریں</translation>
        </message>
        <message>
            <source>&amp;Paste</source>
            <translation>&amp;چسپاں کریں</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>حذف کریں</translation>
        </message>
        <message>
            <source>Select All</source>
            <translation>سب منتخب کریں</translation>
        </message>
    </context>
    <context>
        <name>QMessageBox</name>
        <message>
            <source>Show Details...</source>
            <translation>تفصیل دکھائیں…</translation>
        </message>
        <message>
            <source>Hide Details...</source>
            <translation>تفصیل چھپائیں…</translation>
        </message>
    </context>
    <context>
        <name>QPlatformTheme</name>
        <message>
            <source>OK</source>
            <translation>ٹھیک ہے</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>محفوظ کریں</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>کھولیں</translation>
        </message>
        <message>
            <source>&amp;Yes</source>
            <translation>&amp;ہاں</translation>
        </message>
        <message>
            <source>&amp;No</source>
            <translation>&amp;نہیں</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>منسوخ</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>بند کریں</translation>
        </message>
        <message>
            <source>Retry</source>
            <translation>دوبارہ کوشش</translation>
        </message>
        <message>
            <source>Abort</source>
            <translation>ترک کریں</translation>
        </message>
        <message>
            <source>Ignore</source>
            <translation>نظر انداز کریں</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>رد کریں</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>مدد</translation>
        </message>
        <message>
            <source>Apply</source>
            <translation>لاگو کریں</translation>
        </message>
        <message>
            <source>Reset</source>
            <translation>بحال کریں</translation>
        </message>
    </context>
    <context>
        <name>QPushButton</name>
        <message>
            <source>Browse…</source>
            <translation>تلاش…</translation>
        </message>
        <message>
            <source>Folder…</source>
            <translation>فولڈر…</translation>
        </message>
    </context>
    <context>
        <name>QWidgetTextControl</name>
        <message>
            <source>&amp;Undo</source>
            <translation>&amp;واپس لیں</translation>
        </message>
        <message>
            <source>&amp;Redo</source>
            <translation>&amp;دوبارہ کریں</translation>
        </message>
        <message>
            <source>Cu&amp;t</source>
            <translation>&amp;کاٹیں</translation>
        </message>
        <message>
            <source>&amp;Copy</source>
            <translation>&amp;نقل کریں</translation>
        </message>
        <message>
            <source>&amp;Paste</source>
            <translation>&amp;چسپاں کریں</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>حذف کریں</translation>
        </message>
        <message>
            <source>Select All</source>
            <translation>سب منتخب کریں</translation>
        </message>
    </context>
    <context>
        <name>QWizard</name>
        <message>
            <source>Cancel</source>
            <translation>منسوخ</translation>
        </message>
    </context>
    <context>
        <name>Review</name>
        <message>
            <source>Nothing to review</source>
            <translation>جائزے کے لیے کچھ نہیں</translation>
        </message>
        <message>
            <source>%1 is neither a case nor a bundle.</source>
            <translation>%1 نہ مقدمہ ہے نہ مجموعہ۔</translation>
        </message>
        <message>
            <source>%1 — review, read-only</source>
            <translation>%1 — جائزہ، صرف پڑھنے کے لیے</translation>
        </message>
    </context>
    <context>
        <name>Shown</name>
        <message>
            <source>not the kind of file it reads</source>
            <translation>وہ قسم نہیں جو یہ پڑھتا ہے</translation>
        </message>
        <message>
            <source>damaged</source>
            <translation>خراب</translation>
        </message>
        <message>
            <source>of a kind that it cannot read yet</source>
            <translation>ایسی قسم جو ابھی نہیں پڑھی جاتی</translation>
        </message>
        <message>
            <source>encrypted</source>
            <translation>مرموز</translation>
        </message>
        <message>
            <source>worth knowing</source>
            <translation>قابلِ توجہ</translation>
        </message>
        <message>
            <source>read up to a limit</source>
            <translation>ایک حد تک پڑھا گیا</translation>
        </message>
        <message>
            <source>the module crashed</source>
            <translation>ماڈیول ٹوٹ گیا</translation>
        </message>
        <message>
            <source>the module took too long</source>
            <translation>ماڈیول نے بہت وقت لیا</translation>
        </message>
        <message>
            <source>the module broke its contract</source>
            <translation>ماڈیول نے اپنا ضابطہ توڑا</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>ناکام</translation>
        </message>
        <message>
            <source>%1 bytes</source>
            <translation>%1 بائٹ</translation>
        </message>
        <message>
            <source>%1 by the device's clock, zone not recorded</source>
            <translation>%1 آلے کی گھڑی کے مطابق، ٹائم زون درج نہیں</translation>
        </message>
        <message>
            <source>allocated</source>
            <translation>زیرِ استعمال</translation>
        </message>
        <message>
            <source>deleted</source>
            <translation>حذف شدہ</translation>
        </message>
        <message>
            <source>orphan</source>
            <translation>لاوارث</translation>
        </message>
        <message>
            <source>file</source>
            <translation>فائل</translation>
        </message>
        <message>
            <source>folder</source>
            <translation>فولڈر</translation>
        </message>
        <message>
            <source>symbolic link</source>
            <translation>علامتی لنک</translation>
        </message>
        <message>
            <source>named pipe</source>
            <translation>نامزد پائپ</translation>
        </message>
        <message>
            <source>socket</source>
            <translation>ساکٹ</translation>
        </message>
        <message>
            <source>block device</source>
            <translation>بلاک ڈیوائس</translation>
        </message>
        <message>
            <source>character device</source>
            <translation>کریکٹر ڈیوائس</translation>
        </message>
        <message>
            <source>whiteout</source>
            <translation>وائٹ آؤٹ</translation>
        </message>
        <message>
            <source>virtual file</source>
            <translation>مجازی فائل</translation>
        </message>
        <message>
            <source>other</source>
            <translation>دیگر</translation>
        </message>
        <message>
            <source>not read yet</source>
            <translation>ابھی نہیں پڑھا گیا</translation>
        </message>
        <message>
            <source>read</source>
            <translation>پڑھا گیا</translation>
        </message>
        <message>
            <source>could not be read</source>
            <translation>پڑھا نہ جا سکا</translation>
        </message>
        <message>
            <source>not needed: allocated</source>
            <translation>درکار نہیں: زیرِ استعمال</translation>
        </message>
        <message>
            <source>every recorded block is still free</source>
            <translation>اس کے تمام درج بلاک اب بھی خالی ہیں</translation>
        </message>
        <message>
            <source>some recorded blocks now belong to another file</source>
            <translation>اس کے کچھ بلاک اب دوسری فائل کے ہیں</translation>
        </message>
        <message>
            <source>the blocks are a guess</source>
            <translation>بلاک کا مقام اندازہ ہے</translation>
        </message>
        <message>
            <source>no block is recorded</source>
            <translation>کوئی بلاک درج نہیں</translation>
        </message>
        <message>
            <source>read only</source>
            <translation>صرف پڑھنے کے لیے</translation>
        </message>
        <message>
            <source>hidden</source>
            <translation>پوشیدہ</translation>
        </message>
        <message>
            <source>system</source>
            <translation>نظام کی</translation>
        </message>
        <message>
            <source>volume label</source>
            <translation>والیوم کا نام</translation>
        </message>
        <message>
            <source>archive</source>
            <translation>آرکائیو</translation>
        </message>
        <message>
            <source>temporary</source>
            <translation>عارضی</translation>
        </message>
        <message>
            <source>sparse</source>
            <translation>خالی حصوں والی</translation>
        </message>
        <message>
            <source>reparse point</source>
            <translation>ری پارس پوائنٹ</translation>
        </message>
        <message>
            <source>compressed</source>
            <translation>سکیڑی ہوئی</translation>
        </message>
        <message>
            <source>offline</source>
            <translation>آف لائن</translation>
        </message>
        <message>
            <source>not indexed</source>
            <translation>فہرست سے باہر</translation>
        </message>
        <message>
            <source>in the cloud</source>
            <translation>کلاؤڈ میں</translation>
        </message>
        <message>
            <source>pinned</source>
            <translation>یہیں رکھی گئی</translation>
        </message>
        <message>
            <source>immutable</source>
            <translation>ناقابلِ تبدیلی</translation>
        </message>
        <message>
            <source>append only</source>
            <translation>صرف اضافہ</translation>
        </message>
        <message>
            <source>not dumped</source>
            <translation>بیک اپ سے باہر</translation>
        </message>
        <message>
            <source>deleted securely</source>
            <translation>محفوظ طریقے سے حذف</translation>
        </message>
        <message>
            <source>undeletable</source>
            <translation>حذف سے بحالی کے قابل</translation>
        </message>
        <message>
            <source>sealed by hash</source>
            <translation>ہیش سے مہر بند</translation>
        </message>
        <message>
            <source>case-insensitive</source>
            <translation>حروف کی قسم سے آزاد</translation>
        </message>
        <message>
            <source>none</source>
            <translation>کوئی نہیں</translation>
        </message>
        <message>
            <source>, </source>
            <translation>، </translation>
        </message>
        <message>
            <source>not examined yet</source>
            <translation>ابھی معائنہ نہیں ہوا</translation>
        </message>
        <message>
            <source>examined in part</source>
            <translation>جزوی معائنہ</translation>
        </message>
        <message>
            <source>examined</source>
            <translation>معائنہ شدہ</translation>
        </message>
        <message>
            <source>%1, %2</source>
            <translation>%1، %2</translation>
        </message>
        <message>
            <source>%1, the case’s zone</source>
            <translation>%1، مقدمے کے وقت میں</translation>
        </message>
    </context>
    <context>
        <name>TableActions</name>
        <message>
            <source>Copy the rows</source>
            <translation>قطاریں نقل کریں</translation>
        </message>
        <message>
            <source>Copy the rows as CSV</source>
            <translation>قطاریں بطور CSV نقل کریں</translation>
        </message>
        <message>
            <source>Export table as CSV…</source>
            <translation>جدول بطور CSV لکھیں…</translation>
        </message>
        <message>
            <source>CSV (*.csv)</source>
            <translation>CSV فائل (*.csv)</translation>
        </message>
        <message>
            <source>Choose the rows first.</source>
            <translation>پہلے قطاریں منتخب کریں۔</translation>
        </message>
        <message>
            <source>There are no rows here.</source>
            <translation>یہاں کوئی قطار نہیں۔</translation>
        </message>
        <message>
            <source>Rows copied: %1</source>
            <translation>نقل شدہ قطاریں: %1</translation>
        </message>
        <message>
            <source>Written: %1</source>
            <translation>لکھ دیا گیا: %1</translation>
        </message>
        <message>
            <source>At most %1 rows are copied at once; the table can be written to a file.</source>
            <translation>ایک بار میں زیادہ سے زیادہ %1 قطاریں نقل ہوتی ہیں؛ جدول فائل میں لکھا جا سکتا ہے۔</translation>
        </message>
    </context>
    <context>
        <name>TagActions</name>
        <message>
            <source>Choose what to tag first.</source>
            <translation>پہلے منتخب کریں کہ نشان کس پر لگانا ہے۔</translation>
        </message>
        <message>
            <source>Tag…</source>
            <translation>نشان…</translation>
        </message>
        <message>
            <source>Tag</source>
            <translation>نشان</translation>
        </message>
        <message>
            <source>Tag, or take back the tag:</source>
            <translation>نشان لگائیں، یا واپس لیں:</translation>
        </message>
        <message>
            <source>Write a note…</source>
            <translation>نوٹ لکھیں…</translation>
        </message>
        <message>
            <source>Choose what the note is on first.</source>
            <translation>پہلے منتخب کریں کہ نوٹ کس پر ہے۔</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>نوٹ</translation>
        </message>
        <message>
            <source>Note on what is chosen:</source>
            <translation>منتخب شے پر نوٹ:</translation>
        </message>
        <message>
            <source>Tag number %1</source>
            <translation>نشان نمبر %1</translation>
        </message>
        <message>
            <source>Tag: %1</source>
            <translation>نشان: %1</translation>
        </message>
        <message>
            <source>OK</source>
            <translation>ٹھیک ہے</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>منسوخ</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::Application</name>
        <message>
            <source>A mistake of this program</source>
            <translation>اس پروگرام کی غلطی</translation>
        </message>
        <message>
            <source>Something went wrong here; nothing of the case was changed by it.
%1</source>
            <translation>یہاں کچھ غلط ہوا؛ اس سے مقدمے میں کچھ تبدیل نہیں ہوا۔
%1</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::ArtifactModel</name>
        <message>
            <source>Time</source>
            <translation>وقت</translation>
        </message>
        <message>
            <source>The first that it carries</source>
            <translation>پہلا جو اس پر درج ہے</translation>
        </message>
        <message>
            <source>What</source>
            <translation>کیا</translation>
        </message>
        <message>
            <source>In words</source>
            <translation>الفاظ میں</translation>
        </message>
        <message>
            <source>Tags</source>
            <translation>نشانات</translation>
        </message>
        <message>
            <source>Set with the keys 1 to 9</source>
            <translation>کلید 1 تا 9 سے لگائیں</translation>
        </message>
        <message>
            <source>In file</source>
            <translation>فائل میں</translation>
        </message>
        <message>
            <source>Whose bytes it rests on</source>
            <translation>کس کے بائٹ پر مبنی ہے</translation>
        </message>
        <message>
            <source>Exhibit</source>
            <translation>ایگزبٹ</translation>
        </message>
        <message>
            <source>Module</source>
            <translation>ماڈیول</translation>
        </message>
        <message>
            <source>What found it</source>
            <translation>دریافت کنندہ</translation>
        </message>
        <message>
            <source>The time before it, by the clock of the case’s zone</source>
            <translation>اس سے پہلے والا وقت، مقدمے کے علاقے کی گھڑی کے مطابق</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::ArtifactsPlace</name>
        <message>
            <source>Findings</source>
            <translation>سراغ</translation>
        </message>
        <message>
            <source>Show the file it is in</source>
            <translation>وہ فائل دکھائیں جس میں یہ ہے</translation>
        </message>
        <message>
            <source>All findings in that file</source>
            <translation>اس فائل کے تمام سراغ</translation>
        </message>
        <message>
            <source>Findings in %1</source>
            <translation>%1 کے سراغ</translation>
        </message>
        <message>
            <source>Show on the timeline</source>
            <translation>زمانی ترتیب میں دکھائیں</translation>
        </message>
        <message>
            <source>This finding has no time.</source>
            <translation>اس سراغ پر وقت درج نہیں۔</translation>
        </message>
        <message>
            <source>Copy the cell</source>
            <translation>خانہ نقل کریں</translation>
        </message>
        <message>
            <source>Filter this column</source>
            <translation>اس کالم پر فلٹر</translation>
        </message>
        <message>
            <source>Remove all filters</source>
            <translation>تمام فلٹر ہٹائیں</translation>
        </message>
        <message>
            <source>Choose columns</source>
            <translation>کالم منتخب کریں</translation>
        </message>
        <message>
            <source>All findings</source>
            <translation>تمام سراغ</translation>
        </message>
        <message>
            <source>Choose a finding first.</source>
            <translation>پہلے سراغ منتخب کریں۔</translation>
        </message>
        <message>
            <source>Files of the same digest</source>
            <translation>اسی ہیش کی فائلیں</translation>
        </message>
        <message>
            <source>This file has no digest: its content was not read.</source>
            <translation>اس فائل کا ہیش نہیں: اس کا مواد نہیں پڑھا گیا۔</translation>
        </message>
        <message>
            <source>Same content as %1</source>
            <translation>%1 جیسا ہی مواد</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::CasePage</name>
        <message>
            <source>such as FIR 42/2026; every paper names it</source>
            <translation>جیسے FIR 42/2026؛ ہر کاغذ پر درج ہوتا ہے</translation>
        </message>
        <message>
            <source>by default the agency</source>
            <translation>بصورتِ دیگر ادارہ</translation>
        </message>
        <message>
            <source>&amp;FIR or enquiry</source>
            <translation>ایف آئی آر یا انکوائری</translation>
        </message>
        <message>
            <source>&amp;Police station</source>
            <translation>تھانہ</translation>
        </message>
        <message>
            <source>The case</source>
            <translation>مقدمہ</translation>
        </message>
        <message>
            <source>A case is a folder that can be copied whole. It holds what was found, never the evidence itself.</source>
            <translation>مقدمہ ایک فولڈر ہے جو پورا نقل کیا جا سکتا ہے۔ اس میں وہ ہے جو ملا، خود شہادت کبھی نہیں۔</translation>
        </message>
        <message>
            <source>such as op-lantern</source>
            <translation>جیسے op-lantern</translation>
        </message>
        <message>
            <source>by default your account’s name</source>
            <translation>بصورتِ دیگر آپ کے اکاؤنٹ کا نام</translation>
        </message>
        <message>
            <source>&amp;Name</source>
            <translation>نام</translation>
        </message>
        <message>
            <source>&amp;Kept in</source>
            <translation>محفوظ بمقام</translation>
        </message>
        <message>
            <source>Where the case is kept</source>
            <translation>مقدمہ کہاں محفوظ ہے</translation>
        </message>
        <message>
            <source>&amp;Examiner</source>
            <translation>معائنہ کار</translation>
        </message>
        <message>
            <source>&amp;Times are shown in</source>
            <translation>اوقات کا ٹائم زون</translation>
        </message>
        <message>
            <source>&amp;Offences</source>
            <translation>جرائم</translation>
        </message>
        <message>
            <source>They are entered UNATTESTED, with this machine’s own key. Whoever is to answer for them goes back and chooses a person.</source>
            <translation>یہ غیر مصدقہ درج ہوتے ہیں، اس مشین کی اپنی کلید سے۔ جسے ان کا جواب دینا ہے وہ پیچھے جا کر فرد چنے۔</translation>
        </message>
        <message>
            <source>Those of the catalogue; others are entered under Custody.</source>
            <translation>فہرست کے جرائم؛ دیگر ”تحویل“ میں درج ہوتے ہیں۔</translation>
        </message>
        <message>
            <source>not confirmed</source>
            <translation>غیر مصدقہ</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::ChatPage</name>
        <message>
            <source>Call</source>
            <translation>کال</translation>
        </message>
        <message>
            <source>%1 s</source>
            <translation>%1 سیکنڈ</translation>
        </message>
        <message>
            <source>edited</source>
            <translation>ترمیم شدہ</translation>
        </message>
        <message>
            <source>voicemail</source>
            <translation>صوتی پیغام</translation>
        </message>
        <message>
            <source>marked as deleted</source>
            <translation>حذف شدہ نشان زد</translation>
        </message>
        <message>
            <source>(no text)</source>
            <translation>(کوئی متن نہیں)</translation>
        </message>
        <message>
            <source>(no name)</source>
            <translation>(بے نام)</translation>
        </message>
        <message>
            <source>no time recorded</source>
            <translation>وقت درج نہیں</translation>
        </message>
        <message>
            <source>Conversations</source>
            <translation>گفتگوئیں</translation>
        </message>
        <message>
            <source>Messages</source>
            <translation>پیغامات</translation>
        </message>
        <message>
            <source>Participants: %1</source>
            <translation>شرکا: %1</translation>
        </message>
        <message>
            <source>Show the file that came with it</source>
            <translation>ساتھ آئی فائل دکھائیں</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::CommandPalette</name>
        <message>
            <source>Commands</source>
            <translation>احکامات</translation>
        </message>
        <message>
            <source>What to do</source>
            <translation>کیا کرنا ہے</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::ContainerPage</name>
        <message>
            <source>What the image says of itself</source>
            <translation>امیج اپنے بارے میں کیا بتاتی ہے</translation>
        </message>
        <message>
            <source>As the acquiring tool wrote it. The examination computes the hashes anew and compares them.</source>
            <translation>جیسا نقل بنانے والے آلے نے لکھا۔ معائنہ ہیش ویلیوز دوبارہ شمار کر کے ملاتا ہے۔</translation>
        </message>
        <message>
            <source>Facts of the image</source>
            <translation>امیج کے کوائف</translation>
        </message>
        <message>
            <source>Error</source>
            <translation>خرابی</translation>
        </message>
        <message>
            <source>Image</source>
            <translation>امیج</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>فارمیٹ</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>حجم</translation>
        </message>
        <message>
            <source>%1 (%2 bytes)</source>
            <translation>%1 (%2 بائٹ)</translation>
        </message>
        <message>
            <source>Segments</source>
            <translation>حصے</translation>
        </message>
        <message>
            <source>Stored hashes</source>
            <translation>محفوظ ہیش</translation>
        </message>
        <message>
            <source>MD5</source>
            <translation>MD5</translation>
        </message>
        <message>
            <source>SHA-1</source>
            <translation>SHA-1</translation>
        </message>
        <message>
            <source>SHA-256</source>
            <translation>SHA-256</translation>
        </message>
        <message>
            <source>none</source>
            <translation>کوئی نہیں</translation>
        </message>
        <message>
            <source>the container stores no hash: there is nothing to compare with</source>
            <translation>امیج میں ہیش محفوظ نہیں: موازنے کے لیے کچھ نہیں</translation>
        </message>
        <message>
            <source>Acquisition</source>
            <translation>نقل سازی</translation>
        </message>
        <message>
            <source>Not readable then</source>
            <translation>اس وقت ناقابلِ خواندگی</translation>
        </message>
        <message>
            <source>ranges: %1</source>
            <translation>حدود: %1</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::ContentsViewer</name>
        <message>
            <source>Contents</source>
            <translation>مشمولات</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>نام</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>حجم</translation>
        </message>
        <message>
            <source>Type</source>
            <translation>قسم</translation>
        </message>
        <message>
            <source>SHA-256</source>
            <translation>SHA-256</translation>
        </message>
        <message>
            <source>Files taken out of this one</source>
            <translation>اس سے نکالی گئی فائلیں</translation>
        </message>
        <message>
            <source>No module took a file out of this one</source>
            <translation>کسی ماڈیول نے اس سے کوئی فائل نہیں نکالی</translation>
        </message>
        <message>
            <source>The first %1 files</source>
            <translation>پہلی %1 فائلیں</translation>
        </message>
        <message>
            <source>Files taken out of this one: %1</source>
            <translation>اس سے نکالی گئی فائلیں: %1</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::CustodyChart</name>
        <message>
            <source>Custody over time</source>
            <translation>وقت کے ساتھ تحویل</translation>
        </message>
        <message>
            <source>No item is on record yet</source>
            <translation>ابھی کوئی شے ریکارڈ پر نہیں</translation>
        </message>
        <message>
            <source>now</source>
            <translation>اب</translation>
        </message>
        <message>
            <source>GAP: custody before is not on record</source>
            <translation>وقفہ: اس سے پہلے کی تحویل ریکارڈ پر نہیں</translation>
        </message>
        <message>
            <source>OVERLAP with the stretch before</source>
            <translation>دوہرا اندراج: پچھلی مدت سے متداخل</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::CustodyForm</name>
        <message>
            <source>left empty: as on record</source>
            <translation>خالی چھوڑیں: ریکارڈ کے مطابق</translation>
        </message>
        <message>
            <source>Second person</source>
            <translation>دوسرا شخص</translation>
        </message>
        <message>
            <source>Item</source>
            <translation>مال مقدمہ</translation>
        </message>
        <message>
            <source>Yes</source>
            <translation>ہاں</translation>
        </message>
        <message>
            <source>No</source>
            <translation>نہیں</translation>
        </message>
        <message>
            <source>When, if not now</source>
            <translation>کب، اگر ابھی نہیں</translation>
        </message>
        <message>
            <source>Where</source>
            <translation>کہاں</translation>
        </message>
        <message>
            <source>site and room</source>
            <translation>مقام اور کمرہ</translation>
        </message>
        <message>
            <source>A note on this act</source>
            <translation>اس کارروائی پر نوٹ</translation>
        </message>
        <message>
            <source>Sign and enter</source>
            <translation>دستخط کر کے درج کریں</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>منسوخ</translation>
        </message>
        <message>
            <source>Still missing: %1</source>
            <translation>ابھی درکار: %1</translation>
        </message>
        <message>
            <source>Names of persons</source>
            <translation>افراد کے نام</translation>
        </message>
        <message>
            <source>label=name; label=name: only a commitment to each goes into the record</source>
            <translation>لیبل=نام؛ لیبل=نام: ریکارڈ میں نام کے بجائے صرف اس کی ضمانت (commitment) جاتی ہے</translation>
        </message>
        <message>
            <source>What the act asks for</source>
            <translation>اس عمل کے لیے درکار معلومات</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::CustodyPlace</name>
        <message>
            <source>Custody</source>
            <translation>تحویل</translation>
        </message>
        <message>
            <source>%1 d %2 h</source>
            <translation>%1 دن %2 گھنٹے</translation>
        </message>
        <message>
            <source>%1 h %2 min</source>
            <translation>%1 گھنٹے %2 منٹ</translation>
        </message>
        <message>
            <source>%1 min %2 s</source>
            <translation>%1 منٹ %2 سیکنڈ</translation>
        </message>
        <message>
            <source>seal %1 on bag %2 since %3</source>
            <translation>بیگ %2 پر سیل %1، %3 سے</translation>
        </message>
        <message>
            <source>offered by %1 to %2, not answered yet (entry %3)</source>
            <translation>%1 کی طرف سے %2 کو پیش کش، ابھی جواب نہیں (اندراج %3)</translation>
        </message>
        <message>
            <source>The bundle is complete</source>
            <translation>فراہم کردہ مجموعہ مکمل ہے</translation>
        </message>
        <message>
            <source>The checkpoint is signed by the log's key and by enough witnesses</source>
            <translation>چیک پوائنٹ پر لیجر کی کلید اور مطلوبہ تعداد میں گواہوں کے دستخط موجود ہیں</translation>
        </message>
        <message>
            <source>Every event is included, without a gap</source>
            <translation>ہر واقعہ شامل ہے اور اندراجات میں کوئی خلا نہیں</translation>
        </message>
        <message>
            <source>Every signature is by the named person with a key valid then</source>
            <translation>ہر دستخط نامزد شخص کا ہے اور اس وقت مؤثر کلید سے کیا گیا</translation>
        </message>
        <message>
            <source>Both hands signed each transfer</source>
            <translation>ہر حوالگی پر حوالے کنندہ اور وصول کنندہ دونوں کے دستخط ہیں</translation>
        </message>
        <message>
            <source>The line of custody has no gap</source>
            <translation>سلسلۂ تحویل میں کوئی وقفہ نہیں</translation>
        </message>
        <message>
            <source>Seals applied are the seals found</source>
            <translation>جو سیلیں لگائی گئیں وہی سیلیں پائی گئیں</translation>
        </message>
        <message>
            <source>Hashes are the same from acquisition to today</source>
            <translation>ہیش ویلیوز نقل کے وقت سے آج تک یکساں ہیں</translation>
        </message>
        <message>
            <source>Each acquisition had authority</source>
            <translation>ہر نقل قانونی اختیار کے تحت تیار کی گئی</translation>
        </message>
        <message>
            <source>Write protection and tool are on record</source>
            <translation>تحفظ از تحریر اور استعمال شدہ آلہ ریکارڈ پر ہیں</translation>
        </message>
        <message>
            <source>Unavoidable changes are listed</source>
            <translation>ناگزیر تبدیلیوں کی فہرست</translation>
        </message>
        <message>
            <source>Who looked at the evidence, and when</source>
            <translation>شواہد کس نے اور کب دیکھے</translation>
        </message>
        <message>
            <source>Corrections and late entries are listed</source>
            <translation>تصحیحات اور تاخیر سے کیے گئے اندراجات کی فہرست</translation>
        </message>
        <message>
            <source>The code on paper is in this ledger</source>
            <translation>کاغذ پر چھپا ہوا کوڈ اسی لیجر کا ہے</translation>
        </message>
        <message>
            <source>Time stamps are valid, the order of time plausible</source>
            <translation>ٹائم سٹیمپ درست ہیں اور اوقات کی ترتیب قابلِ قبول ہے</translation>
        </message>
        <message>
            <source>The report in hand is the one issued</source>
            <translation>زیرِ نظر رپورٹ وہی ہے جو جاری کی گئی تھی</translation>
        </message>
        <message>
            <source>What this check cannot show</source>
            <translation>اس جانچ سے جو ثابت نہیں ہوتا</translation>
        </message>
        <message>
            <source>Custodian</source>
            <translation>محافظ</translation>
        </message>
        <message>
            <source>From (UTC)</source>
            <translation>سے (یو ٹی سی)</translation>
        </message>
        <message>
            <source>Until</source>
            <translation>تک</translation>
        </message>
        <message>
            <source>Held for</source>
            <translation>مدتِ تحویل</translation>
        </message>
        <message>
            <source>By which act</source>
            <translation>بذریعہ کارروائی</translation>
        </message>
        <message>
            <source>Entry</source>
            <translation>اندراج</translation>
        </message>
        <message>
            <source>Custody of the item</source>
            <translation>شے کی تحویل</translation>
        </message>
        <message>
            <source>When (UTC)</source>
            <translation>کب (یو ٹی سی)</translation>
        </message>
        <message>
            <source>Act</source>
            <translation>کارروائی</translation>
        </message>
        <message>
            <source>Item</source>
            <translation>مال مقدمہ</translation>
        </message>
        <message>
            <source>By</source>
            <translation>کارروائی کنندہ</translation>
        </message>
        <message>
            <source>What was recorded</source>
            <translation>کیا درج ہوا</translation>
        </message>
        <message>
            <source>Entries of the ledger</source>
            <translation>لیجر کے اندراجات</translation>
        </message>
        <message>
            <source>Due (UTC)</source>
            <translation>میعاد (یو ٹی سی)</translation>
        </message>
        <message>
            <source>State</source>
            <translation>حالت</translation>
        </message>
        <message>
            <source>What is due</source>
            <translation>واجب کارروائی</translation>
        </message>
        <message>
            <source>Law</source>
            <translation>قانون</translation>
        </message>
        <message>
            <source>What the law wants done</source>
            <translation>قانون کے تحت واجب کارروائیاں</translation>
        </message>
        <message>
            <source>No.</source>
            <translation>نمبر</translation>
        </message>
        <message>
            <source>Question</source>
            <translation>سوال</translation>
        </message>
        <message>
            <source>Answer</source>
            <translation>جواب</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>تفصیلات</translation>
        </message>
        <message>
            <source>Answers P1 to P17</source>
            <translation>جوابات P1 تا P17</translation>
        </message>
        <message>
            <source>Not verified yet in this session</source>
            <translation>اس نشست میں ابھی تصدیق نہیں کی گئی</translation>
        </message>
        <message>
            <source>Verify the record</source>
            <translation>ریکارڈ کی تصدیق</translation>
        </message>
        <message>
            <source>Receipt</source>
            <translation>رسید</translation>
        </message>
        <message>
            <source>Custody log as PDF</source>
            <translation>فردِ سلسلۂ تحویل (پی ڈی ایف)</translation>
        </message>
        <message>
            <source>Enter an act</source>
            <translation>کارروائی درج کریں</translation>
        </message>
        <message>
            <source>Entries</source>
            <translation>اندراجات</translation>
        </message>
        <message>
            <source>Due</source>
            <translation>واجب الادا کارروائیاں</translation>
        </message>
        <message>
            <source>Verification</source>
            <translation>تصدیق</translation>
        </message>
        <message>
            <source>Verify the custody record</source>
            <translation>ریکارڈِ تحویل کی تصدیق کریں</translation>
        </message>
        <message>
            <source>Show the receipt</source>
            <translation>رسید دکھائیں</translation>
        </message>
        <message>
            <source>Print the custody log of the item</source>
            <translation>شے کی فردِ سلسلۂ تحویل چھاپیں</translation>
        </message>
        <message>
            <source>The verifier did not answer: %1</source>
            <translation>تصدیق کنندہ پروگرام نے جواب نہیں دیا: %1</translation>
        </message>
        <message>
            <source>YES</source>
            <translation>ہاں</translation>
        </message>
        <message>
            <source>NO</source>
            <translation>نہیں</translation>
        </message>
        <message>
            <source>LOOK</source>
            <translation>غور طلب</translation>
        </message>
        <message>
            <source>NONE</source>
            <translation>موجود نہیں</translation>
        </message>
        <message>
            <source>NOT CHECKED</source>
            <translation>جانچا نہیں گیا</translation>
        </message>
        <message>
            <source>%1 entries, root %2</source>
            <translation>%1 اندراجات، روٹ %2</translation>
        </message>
        <message>
            <source>INTACT: nothing that was checked is broken. Answers marked LOOK need a person's judgement.</source>
            <translation>سالم: جو کچھ جانچا گیا اس میں کوئی خلل نہیں پایا گیا۔ جن جوابات پر ”غور طلب“ درج ہے ان پر انسانی رائے درکار ہے۔</translation>
        </message>
        <message>
            <source>BROKEN: at least one answer is NO.</source>
            <translation>خلل پایا گیا: کم از کم ایک جواب ”نہیں“ ہے۔</translation>
        </message>
        <message>
            <source>COULD NOT TELL: something could not be checked on this machine.</source>
            <translation>طے نہیں ہو سکا: اس مشین پر کسی چیز کی جانچ ممکن نہیں تھی۔</translation>
        </message>
        <message>
            <source>The ledger could not be read: %1</source>
            <translation>لیجر پڑھا نہ جا سکا: %1</translation>
        </message>
        <message>
            <source>The record cannot be shown: %1</source>
            <translation>ریکارڈ دکھایا نہیں جا سکتا: %1</translation>
        </message>
        <message>
            <source>Due (%1 overdue)</source>
            <translation>واجب کارروائیاں (%1 کی میعاد گزر چکی)</translation>
        </message>
        <message>
            <source>More acts</source>
            <translation>مزید کارروائیاں</translation>
        </message>
        <message>
            <source>now</source>
            <translation>اب</translation>
        </message>
        <message>
            <source>%1 – GAP: custody before is not on record</source>
            <translation>%1 – وقفہ: اس سے پہلے کی تحویل ریکارڈ پر نہیں</translation>
        </message>
        <message>
            <source>%1 – OVERLAP with the stretch before</source>
            <translation>%1 – دوہرا اندراج: پچھلی مدت سے متداخل</translation>
        </message>
        <message>
            <source>entry %1: %2 %3</source>
            <translation>اندراج %1: %2 %3</translation>
        </message>
        <message>
            <source>in %1</source>
            <translation>%1 میں</translation>
        </message>
        <message>
            <source>done %1</source>
            <translation>مکمل %1</translation>
        </message>
        <message>
            <source>ended %1 ago</source>
            <translation>میعاد ختم ہوئے %1</translation>
        </message>
        <message>
            <source>OVERDUE for %1</source>
            <translation>میعاد گزرے %1</translation>
        </message>
        <message>
            <source>%1 s.%2</source>
            <translation>%1 دفعہ %2</translation>
        </message>
        <message>
            <source>[section not confirmed]</source>
            <translation>[دفعہ کی توثیق نہیں ہوئی]</translation>
        </message>
        <message>
            <source>There is no room for the entries: %1</source>
            <translation>اندراجات کے لیے جگہ نہیں: %1</translation>
        </message>
        <message>
            <source>Verifying …</source>
            <translation>تصدیق جاری ہے …</translation>
        </message>
        <message>
            <source>Bundle %1</source>
            <translation>مجموعہ %1</translation>
        </message>
        <message>
            <source>There is no checkpoint yet</source>
            <translation>ابھی کوئی چیک پوائنٹ نہیں</translation>
        </message>
        <message>
            <source>Receipt of the record</source>
            <translation>ریکارڈ کی رسید</translation>
        </message>
        <message>
            <source>The record of case %1, %2 entries</source>
            <translation>مقدمہ %1 کا ریکارڈ، %2 اندراجات</translation>
        </message>
        <message>
            <source>QR square of the checkpoint</source>
            <translation>چیک پوائنٹ کا کیو آر کوڈ</translation>
        </message>
        <message>
            <source>Printed on a form, this code shows later that no entry was taken out or changed.</source>
            <translation>فارم پر چھپا یہ کوڈ بعد میں ثابت کرتا ہے کہ کوئی اندراج نکالا یا بدلا نہیں گیا۔</translation>
        </message>
        <message>
            <source>PDF (*.pdf)</source>
            <translation>پی ڈی ایف (*.pdf)</translation>
        </message>
        <message>
            <source>Written: %1</source>
            <translation>تیار شدہ: %1</translation>
        </message>
        <message>
            <source>Items on record: %1</source>
            <translation>ریکارڈ پر اشیا: %1</translation>
        </message>
        <message>
            <source>with a gap in custody: %1</source>
            <translation>تحویل میں وقفہ: %1</translation>
        </message>
        <message>
            <source>the end of the record</source>
            <translation>ریکارڈ کا آخر</translation>
        </message>
        <message>
            <source>As of the last entry of the bundle. What was done after it, and so what is due now, only the case can say; there the receipt and the custody log are printed, too.</source>
            <translation>مجموعے کے آخری اندراج تک۔ اس کے بعد کیا ہوا، اور اب کیا واجب ہے، یہ صرف مقدمہ بتا سکتا ہے؛ رسید اور فردِ سلسلۂ تحویل بھی وہیں سے چھپتی ہیں۔</translation>
        </message>
        <message>
            <source>When</source>
            <translation>کب</translation>
        </message>
        <message>
            <source>From</source>
            <translation>سے</translation>
        </message>
        <message>
            <source>What the record tells</source>
            <translation>ریکارڈ کیا بتاتا ہے</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::DataInspector</name>
        <message>
            <source>Read as</source>
            <translation>بطور</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>قدر</translation>
        </message>
        <message>
            <source>What the bytes at the cursor may be</source>
            <translation>کرسر پر موجود بائٹ کیا ہو سکتے ہیں</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::DetailsArea</name>
        <message>
            <source>Details of the chosen file</source>
            <translation>منتخب فائل کی تفصیلات</translation>
        </message>
        <message>
            <source>Path of the file</source>
            <translation>فائل کا پاتھ</translation>
        </message>
        <message>
            <source>Ways of looking at the file</source>
            <translation>فائل دیکھنے کے طریقے</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>دوبارہ کوشش کریں</translation>
        </message>
        <message>
            <source>Choose a file or a finding to see it here.</source>
            <translation>یہاں دیکھنے کے لیے کوئی فائل یا سراغ منتخب کریں۔</translation>
        </message>
        <message>
            <source>This file is not in the case.</source>
            <translation>یہ فائل مقدمے میں نہیں۔</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::DocumentViewer</name>
        <message>
            <source>Document</source>
            <translation>دستاویز</translation>
        </message>
        <message>
            <source>What the document says</source>
            <translation>دستاویز کا متن</translation>
        </message>
        <message>
            <source>Reading in the sandbox …</source>
            <translation>محفوظ خانے میں پڑھا جا رہا ہے …</translation>
        </message>
        <message>
            <source>Read by %1 %2</source>
            <translation>قاری: %1 %2</translation>
        </message>
        <message>
            <source>only the first %1 characters are shown</source>
            <translation>صرف پہلے %1 حروف دکھائے گئے</translation>
        </message>
        <message>
            <source>No readable text was found in it</source>
            <translation>اس میں پڑھنے کے قابل متن نہیں ملا</translation>
        </message>
        <message>
            <source>Subject</source>
            <translation>موضوع</translation>
        </message>
        <message>
            <source>From</source>
            <translation>منجانب</translation>
        </message>
        <message>
            <source>Sent</source>
            <translation>ارسال</translation>
        </message>
        <message>
            <source>Messages of the mailbox</source>
            <translation>میل باکس کے پیغامات</translation>
        </message>
        <message>
            <source>Headers of the mail</source>
            <translation>ای میل کے ہیڈر</translation>
        </message>
        <message>
            <source>Headers</source>
            <translation>ہیڈر</translation>
        </message>
        <message>
            <source>All headers</source>
            <translation>تمام ہیڈر</translation>
        </message>
        <message>
            <source>Every line of the transport as it was recorded: which hosts handed the mail on, and when</source>
            <translation>ترسیل کی ہر سطر جیسے درج ہوئی: ای میل کن کمپیوٹروں سے ہو کر آئی، اور کب</translation>
        </message>
        <message>
            <source>All headers of the mail</source>
            <translation>ای میل کے تمام ہیڈر</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::EventModel</name>
        <message>
            <source>Time</source>
            <translation>وقت</translation>
        </message>
        <message>
            <source>What happened</source>
            <translation>کیا ہوا</translation>
        </message>
        <message>
            <source>Of what</source>
            <translation>کس کا</translation>
        </message>
        <message>
            <source>In file</source>
            <translation>فائل میں</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::EvidenceTree</name>
        <message>
            <source>Evidence</source>
            <translation>شہادت</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::ExportForm</name>
        <message>
            <source>Export files</source>
            <translation>فائلیں برآمد کریں</translation>
        </message>
        <message>
            <source>Files to write out: %1</source>
            <translation>لکھی جانے والی فائلیں: %1</translation>
        </message>
        <message>
            <source>Each is read again, checked against its digests and written with its times, beside a manifest; the ledger says so. What goes to a court or to the other side goes as a bag, and a second person approves it.</source>
            <translation>ہر فائل دوبارہ پڑھی جاتی ہے، اس کے ہیش سے ملائی جاتی ہے اور اپنے اوقات کے ساتھ، فہرست سمیت، لکھی جاتی ہے؛ لیجر میں اس کا اندراج ہوتا ہے۔ عدالت یا فریق ثانی کو بیگ جاتا ہے، جس کی منظوری دوسرا شخص دیتا ہے۔</translation>
        </message>
        <message>
            <source>a new or empty folder</source>
            <translation>نیا یا خالی فولڈر</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>فولڈر</translation>
        </message>
        <message>
            <source>Choose …</source>
            <translation>منتخب کریں …</translation>
        </message>
        <message>
            <source>a draft</source>
            <translation>مسودہ</translation>
        </message>
        <message>
            <source>review</source>
            <translation>نظرثانی</translation>
        </message>
        <message>
            <source>the prosecution</source>
            <translation>استغاثہ</translation>
        </message>
        <message>
            <source>the court</source>
            <translation>عدالت</translation>
        </message>
        <message>
            <source>the defence</source>
            <translation>صفائی</translation>
        </message>
        <message>
            <source>the owner</source>
            <translation>مالک</translation>
        </message>
        <message>
            <source>an audit</source>
            <translation>آڈٹ</translation>
        </message>
        <message>
            <source>another agency</source>
            <translation>دوسرا ادارہ</translation>
        </message>
        <message>
            <source>For</source>
            <translation>برائے</translation>
        </message>
        <message>
            <source>the examination</source>
            <translation>معائنہ</translation>
        </message>
        <message>
            <source>On which basis</source>
            <translation>کس بنیاد پر</translation>
        </message>
        <message>
            <source>As a bag whose every file another program can check (BagIt)</source>
            <translation>بیگ کی شکل میں، جس کی ہر فائل کوئی اور پروگرام جانچ سکے (BagIt)</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>برآمد کریں</translation>
        </message>
        <message>
            <source>Folder for the files</source>
            <translation>فائلوں کے لیے فولڈر</translation>
        </message>
        <message>
            <source>Choose the second person, who approves what leaves the house.</source>
            <translation>دوسرا شخص منتخب کریں، جو باہر جانے والی چیز کی منظوری دے۔</translation>
        </message>
        <message>
            <source>Say on which basis it goes out, such as an order of the court.</source>
            <translation>بتائیں کہ یہ کس بنیاد پر باہر جا رہا ہے، مثلاً عدالت کا حکم۔</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>منسوخ</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::EvidenceTreeModel</name>
        <message>
            <source>All files</source>
            <translation>تمام فائلیں</translation>
        </message>
        <message>
            <source>image %1</source>
            <translation>امیج %1</translation>
        </message>
        <message>
            <source>Views of the files</source>
            <translation>فائلوں کے مناظر</translation>
        </message>
        <message>
            <source>Deleted and orphan</source>
            <translation>حذف شدہ اور لاوارث</translation>
        </message>
        <message>
            <source>Content contradicts the name</source>
            <translation>مواد نام کے برعکس</translation>
        </message>
        <message>
            <source>Not examined</source>
            <translation>معائنہ نہیں ہوا</translation>
        </message>
        <message>
            <source>Damaged</source>
            <translation>خراب</translation>
        </message>
        <message>
            <source>Alternate streams</source>
            <translation>متبادل اسٹریم</translation>
        </message>
        <message>
            <source>By type</source>
            <translation>بلحاظ قسم</translation>
        </message>
        <message>
            <source>By size</source>
            <translation>بلحاظ حجم</translation>
        </message>
        <message>
            <source>Empty</source>
            <translation>خالی</translation>
        </message>
        <message>
            <source>Up to 1 MiB</source>
            <translation>1 MiB تک</translation>
        </message>
        <message>
            <source>1 MiB to 50 MiB</source>
            <translation>1 MiB تا 50 MiB</translation>
        </message>
        <message>
            <source>50 MiB to 1 GiB</source>
            <translation>50 MiB تا 1 GiB</translation>
        </message>
        <message>
            <source>1 GiB and more</source>
            <translation>1 GiB اور زیادہ</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>سراغ</translation>
        </message>
        <message>
            <source>All findings</source>
            <translation>تمام سراغ</translation>
        </message>
        <message>
            <source>Tags</source>
            <translation>نشانات</translation>
        </message>
        <message>
            <source>Tagged “%1”</source>
            <translation>نشان ”%1“ لگایا گیا</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>فائلیں</translation>
        </message>
        <message>
            <source>Folders in %1</source>
            <translation>%1 میں فولڈر</translation>
        </message>
        <message>
            <source>%1 more folders, in the table</source>
            <translation>مزید %1 فولڈر، جدول میں</translation>
        </message>
        <message>
            <source>Volume</source>
            <translation>والیوم</translation>
        </message>
        <message>
            <source>Gap</source>
            <translation>خالی جگہ</translation>
        </message>
        <message>
            <source>Partition table</source>
            <translation>پارٹیشن کی جدول</translation>
        </message>
        <message>
            <source>Volume of a pool</source>
            <translation>پول کا والیوم</translation>
        </message>
        <message>
            <source>The whole image, in no partition</source>
            <translation>پوری امیج، بغیر پارٹیشن</translation>
        </message>
        <message>
            <source>%1: %2 · %3 from byte %4</source>
            <translation>%1: %2 · %3، بائٹ %4 سے</translation>
        </message>
        <message>
            <source>Hash sets</source>
            <translation>ہیش سیٹ</translation>
        </message>
        <message>
            <source>In a hash set</source>
            <translation>کسی ہیش سیٹ میں</translation>
        </message>
        <message>
            <source>In notable sets</source>
            <translation>قابلِ توجہ سیٹوں میں</translation>
        </message>
        <message>
            <source>In known sets</source>
            <translation>معروف سیٹوں میں</translation>
        </message>
        <message>
            <source>In the hash set “%1”</source>
            <translation>ہیش سیٹ ”%1“ میں</translation>
        </message>
        <message>
            <source>Searches</source>
            <translation>تلاشیں</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::EvidenceView</name>
        <message>
            <source>the program that reads evidence has ended: %1</source>
            <translation>شہادت پڑھنے والا پروگرام بند ہو گیا: %1</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::EvidenceWizard</name>
        <message>
            <source>New case</source>
            <translation>نیا مقدمہ</translation>
        </message>
        <message>
            <source>Add evidence</source>
            <translation>شہادت شامل کریں</translation>
        </message>
        <message>
            <source>Examine</source>
            <translation>معائنہ کریں</translation>
        </message>
        <message>
            <source>Back</source>
            <translation>پیچھے</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>آگے</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>منسوخ</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::FactsViewer</name>
        <message>
            <source>Short name</source>
            <translation>مختصر نام</translation>
        </message>
        <message>
            <source>Attributes</source>
            <translation>صفات</translation>
        </message>
        <message>
            <source>Deleted</source>
            <translation>حذف ہوئی</translation>
        </message>
        <message>
            <source>Backed up</source>
            <translation>بیک اپ ہوئی</translation>
        </message>
        <message>
            <source>Facts</source>
            <translation>کوائف</translation>
        </message>
        <message>
            <source>Facts of the file</source>
            <translation>فائل کے کوائف</translation>
        </message>
        <message>
            <source>Error</source>
            <translation>خرابی</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>نام</translation>
        </message>
        <message>
            <source>Path</source>
            <translation>پاتھ</translation>
        </message>
        <message>
            <source>State</source>
            <translation>حالت</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>نوعیت</translation>
        </message>
        <message>
            <source>alternate stream</source>
            <translation>متبادل اسٹریم</translation>
        </message>
        <message>
            <source>Leads to</source>
            <translation>اشارہ بجانب</translation>
        </message>
        <message>
            <source>File system</source>
            <translation>فائل سسٹم</translation>
        </message>
        <message>
            <source>Metadata address</source>
            <translation>میٹا ڈیٹا نمبر</translation>
        </message>
        <message>
            <source>Remark</source>
            <translation>کیفیت</translation>
        </message>
        <message>
            <source>Times</source>
            <translation>اوقات</translation>
        </message>
        <message>
            <source>Created</source>
            <translation>تخلیق</translation>
        </message>
        <message>
            <source>Modified</source>
            <translation>ترمیم</translation>
        </message>
        <message>
            <source>Accessed</source>
            <translation>رسائی</translation>
        </message>
        <message>
            <source>Metadata changed</source>
            <translation>میٹا ڈیٹا کی تبدیلی</translation>
        </message>
        <message>
            <source>Name created</source>
            <translation>نام کی تخلیق</translation>
        </message>
        <message>
            <source>Name modified</source>
            <translation>نام کی ترمیم</translation>
        </message>
        <message>
            <source>Name accessed</source>
            <translation>نام تک رسائی</translation>
        </message>
        <message>
            <source>Name’s metadata changed</source>
            <translation>نام کے میٹا ڈیٹا کی تبدیلی</translation>
        </message>
        <message>
            <source>Content</source>
            <translation>مواد</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>حجم</translation>
        </message>
        <message>
            <source>%1 (%2 bytes)</source>
            <translation>%1 (%2 بائٹ)</translation>
        </message>
        <message>
            <source>Type</source>
            <translation>قسم</translation>
        </message>
        <message>
            <source>Encoding</source>
            <translation>انکوڈنگ</translation>
        </message>
        <message>
            <source>Name and content</source>
            <translation>نام اور مواد</translation>
        </message>
        <message>
            <source>the content contradicts the extension</source>
            <translation>مواد ایکسٹینشن کے برعکس ہے</translation>
        </message>
        <message>
            <source>Unreadable</source>
            <translation>ناقابلِ خواندگی</translation>
        </message>
        <message>
            <source>%1 bytes, read as zeros</source>
            <translation>%1 بائٹ، صفر شمار کیے گئے</translation>
        </message>
        <message>
            <source>Recovery</source>
            <translation>بازیابی</translation>
        </message>
        <message>
            <source>SHA-256</source>
            <translation>SHA-256</translation>
        </message>
        <message>
            <source>SHA-1</source>
            <translation>SHA-1</translation>
        </message>
        <message>
            <source>MD5</source>
            <translation>MD5</translation>
        </message>
        <message>
            <source>Owner</source>
            <translation>مالک</translation>
        </message>
        <message>
            <source>SID</source>
            <translation>SID</translation>
        </message>
        <message>
            <source>User and group</source>
            <translation>صارف اور گروہ</translation>
        </message>
        <message>
            <source>Mode</source>
            <translation>اجازت نامہ</translation>
        </message>
        <message>
            <source>Names of this content</source>
            <translation>اس مواد کے نام</translation>
        </message>
        <message>
            <source>Where its bytes lie (extents: %1)</source>
            <translation>اس کے بائٹ کہاں ہیں (حصے: %1)</translation>
        </message>
        <message>
            <source>at %1</source>
            <translation>مقام %1</translation>
        </message>
        <message>
            <source>sparse, %1 bytes</source>
            <translation>خالی، %1 بائٹ</translation>
        </message>
        <message>
            <source>image %1, %2 bytes</source>
            <translation>امیج %1، %2 بائٹ</translation>
        </message>
        <message>
            <source>and</source>
            <translation>اور</translation>
        </message>
        <message>
            <source>%1 more</source>
            <translation>مزید %1</translation>
        </message>
        <message>
            <source>What became of it</source>
            <translation>اس کا انجام</translation>
        </message>
        <message>
            <source>derived: a module took it out of another file</source>
            <translation>ماخوذ: ماڈیول نے دوسری فائل سے نکالی</translation>
        </message>
        <message>
            <source>Take this note back</source>
            <translation>یہ نوٹ واپس لیں</translation>
        </message>
        <message>
            <source>Tags and notes</source>
            <translation>نشان اور نوٹ</translation>
        </message>
        <message>
            <source>on the finding %1</source>
            <translation>سراغ %1 پر</translation>
        </message>
        <message>
            <source>The content is another one than when this was written.</source>
            <translation>مواد اب وہ نہیں جو یہ لکھتے وقت تھا۔</translation>
        </message>
        <message>
            <source>by %1, %2</source>
            <translation>از %1، %2</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>نوٹ</translation>
        </message>
        <message>
            <source>Tag</source>
            <translation>نشان</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::FileModel</name>
        <message>
            <source>Name</source>
            <translation>نام</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>حجم</translation>
        </message>
        <message>
            <source>Bytes of the content</source>
            <translation>مواد کے بائٹ</translation>
        </message>
        <message>
            <source>Type</source>
            <translation>قسم</translation>
        </message>
        <message>
            <source>By content, never by name. ≠ marks a content that contradicts the extension</source>
            <translation>بلحاظ مواد، نام سے کبھی نہیں۔ ≠ سے مراد مواد ایکسٹینشن کے برعکس ہے</translation>
        </message>
        <message>
            <source>Tags</source>
            <translation>نشانات</translation>
        </message>
        <message>
            <source>Set with the keys 1 to 9</source>
            <translation>کلید 1 تا 9 سے لگائیں</translation>
        </message>
        <message>
            <source>Modified</source>
            <translation>ترمیم</translation>
        </message>
        <message>
            <source>Created</source>
            <translation>تخلیق</translation>
        </message>
        <message>
            <source>Accessed</source>
            <translation>رسائی</translation>
        </message>
        <message>
            <source>Metadata changed</source>
            <translation>میٹا ڈیٹا کی تبدیلی</translation>
        </message>
        <message>
            <source>State</source>
            <translation>حالت</translation>
        </message>
        <message>
            <source>Whether the name is still in use</source>
            <translation>آیا نام اب بھی زیرِ استعمال ہے</translation>
        </message>
        <message>
            <source>Path</source>
            <translation>پاتھ</translation>
        </message>
        <message>
            <source>From the root of the file system</source>
            <translation>فائل سسٹم کی جڑ سے</translation>
        </message>
        <message>
            <source>Extension</source>
            <translation>ایکسٹینشن</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>نوعیت</translation>
        </message>
        <message>
            <source>Content</source>
            <translation>مواد</translation>
        </message>
        <message>
            <source>Whether the content has been read</source>
            <translation>آیا مواد پڑھا گیا</translation>
        </message>
        <message>
            <source>SHA-256</source>
            <translation>SHA-256</translation>
        </message>
        <message>
            <source>MD5</source>
            <translation>MD5</translation>
        </message>
        <message>
            <source>Metadata address</source>
            <translation>میٹا ڈیٹا نمبر</translation>
        </message>
        <message>
            <source>Inode or MFT entry</source>
            <translation>انوڈ یا MFT اندراج</translation>
        </message>
        <message>
            <source>derived</source>
            <translation>ماخوذ</translation>
        </message>
        <message>
            <source>alternate stream</source>
            <translation>متبادل اسٹریم</translation>
        </message>
        <message>
            <source>The time before it, by the clock of the case’s zone</source>
            <translation>اس سے پہلے والا وقت، مقدمے کے علاقے کی گھڑی کے مطابق</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::FilesPlace</name>
        <message>
            <source>Files</source>
            <translation>فائلیں</translation>
        </message>
        <message>
            <source>Show in its folder</source>
            <translation>اپنے فولڈر میں دکھائیں</translation>
        </message>
        <message>
            <source>Files of the same digest</source>
            <translation>یکساں ہیش کی فائلیں</translation>
        </message>
        <message>
            <source>This file has no digest: its content was not read.</source>
            <translation>اس فائل کا ہیش نہیں: اس کا مواد نہیں پڑھا گیا۔</translation>
        </message>
        <message>
            <source>Same content as %1</source>
            <translation>%1 جیسا مواد</translation>
        </message>
        <message>
            <source>What was taken out of it</source>
            <translation>اس سے کیا نکالا گیا</translation>
        </message>
        <message>
            <source>Taken out of %1</source>
            <translation>%1 سے نکالی گئی</translation>
        </message>
        <message>
            <source>Findings in it</source>
            <translation>اس کے سراغ</translation>
        </message>
        <message>
            <source>Findings in %1</source>
            <translation>%1 کے سراغ</translation>
        </message>
        <message>
            <source>Show on the timeline</source>
            <translation>زمانی ترتیب میں دکھائیں</translation>
        </message>
        <message>
            <source>This file has no time.</source>
            <translation>اس فائل پر وقت درج نہیں۔</translation>
        </message>
        <message>
            <source>Copy the cell</source>
            <translation>خانہ نقل کریں</translation>
        </message>
        <message>
            <source>Narrow by name</source>
            <translation>نام سے محدود کریں</translation>
        </message>
        <message>
            <source>Filter this column</source>
            <translation>اس کالم پر فلٹر</translation>
        </message>
        <message>
            <source>Remove all filters</source>
            <translation>تمام فلٹر ہٹائیں</translation>
        </message>
        <message>
            <source>Choose columns</source>
            <translation>کالم منتخب کریں</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>تمام فائلیں</translation>
        </message>
        <message>
            <source>Include what lies below</source>
            <translation>ذیلی بھی شامل کریں</translation>
        </message>
        <message>
            <source>Choose a file first.</source>
            <translation>پہلے فائل منتخب کریں۔</translation>
        </message>
        <message>
            <source>Export the files…</source>
            <translation>فائلیں برآمد کریں…</translation>
        </message>
        <message>
            <source>Choose the files to export first.</source>
            <translation>پہلے وہ فائلیں منتخب کریں جو برآمد کرنی ہیں۔</translation>
        </message>
        <message>
            <source>These are more than %1 files: `sanad export` on the command line writes them out.</source>
            <translation>یہ %1 سے زیادہ فائلیں ہیں: کمانڈ لائن پر `sanad export` انہیں لکھتا ہے۔</translation>
        </message>
        <message>
            <source>Exported to %1, with a manifest</source>
            <translation>%1 میں برآمد ہوئیں، فہرست کے ساتھ</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::FilterPopup</name>
        <message>
            <source>Filter of %1</source>
            <translation>%1 کا فلٹر</translation>
        </message>
        <message>
            <source>Only where %1 …</source>
            <translation>صرف جہاں %1 …</translation>
        </message>
        <message>
            <source>contains, or a pattern with * and ?</source>
            <translation>شامل ہو، یا * اور ? والا نمونہ</translation>
        </message>
        <message>
            <source>digests in hexadecimal</source>
            <translation>ہیش، ہیکسا ڈیسیمل میں</translation>
        </message>
        <message>
            <source>such as 4096 or 1.5 MB</source>
            <translation>جیسے 4096 یا 1.5 MB</translation>
        </message>
        <message>
            <source>such as 2024-03-01 or 2024-03-01 10:00, UTC</source>
            <translation>جیسے 2024-03-01 یا 2024-03-01 10:00، یو ٹی سی</translation>
        </message>
        <message>
            <source>From</source>
            <translation>منجانب</translation>
        </message>
        <message>
            <source>Up to</source>
            <translation>تک</translation>
        </message>
        <message>
            <source>Apply</source>
            <translation>لاگو کریں</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>صاف کریں</translation>
        </message>
        <message>
            <source>A time is written as 2024-03-01 10:00:00</source>
            <translation>وقت یوں لکھا جاتا ہے: 2024-03-01 10:00:00</translation>
        </message>
        <message>
            <source>“%1” is no number</source>
            <translation>”%1“ عدد نہیں</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::FindingsViewer</name>
        <message>
            <source>Findings</source>
            <translation>سراغ</translation>
        </message>
        <message>
            <source>Finding</source>
            <translation>سراغ</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>قدر</translation>
        </message>
        <message>
            <source>When</source>
            <translation>کب</translation>
        </message>
        <message>
            <source>Findings in this file</source>
            <translation>اس فائل کے سراغ</translation>
        </message>
        <message>
            <source>List</source>
            <translation>فہرست</translation>
        </message>
        <message>
            <source>Conversation</source>
            <translation>گفتگو</translation>
        </message>
        <message>
            <source>Reading …</source>
            <translation>پڑھا جا رہا ہے …</translation>
        </message>
        <message>
            <source>Finding %1</source>
            <translation>سراغ %1</translation>
        </message>
        <message>
            <source>Rests on</source>
            <translation>بنیاد</translation>
        </message>
        <message>
            <source>%1 bytes at %2 of %3</source>
            <translation>%3 میں مقام %2 سے %1 بائٹ</translation>
        </message>
        <message>
            <source>Said by</source>
            <translation>دریافت کنندہ</translation>
        </message>
        <message>
            <source>No module found anything in this file</source>
            <translation>کسی ماڈیول کو اس فائل میں کچھ نہیں ملا</translation>
        </message>
        <message>
            <source>The first %1 findings</source>
            <translation>پہلے %1 سراغ</translation>
        </message>
        <message>
            <source>Enter shows the bytes a finding rests on</source>
            <translation>اینٹر سے وہ بائٹ دکھائے جاتے ہیں جن پر سراغ مبنی ہے</translation>
        </message>
        <message>
            <source>Findings: %1</source>
            <translation>سراغ: %1</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::GalleryPlace</name>
        <message>
            <source>Gallery</source>
            <translation>تصاویر</translation>
        </message>
        <message>
            <source>not shown</source>
            <translation>نہیں دکھائی گئی</translation>
        </message>
        <message>
            <source>Pictures and videos of the case</source>
            <translation>مقدمے کی تصاویر اور ویڈیوز</translation>
        </message>
        <message>
            <source>Pictures and videos</source>
            <translation>تصاویر اور ویڈیوز</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>تصاویر</translation>
        </message>
        <message>
            <source>Videos</source>
            <translation>ویڈیوز</translation>
        </message>
        <message>
            <source>Which kind</source>
            <translation>کون سی قسم</translation>
        </message>
        <message>
            <source>All</source>
            <translation>سب</translation>
        </message>
        <message>
            <source>Allocated</source>
            <translation>زیرِ استعمال</translation>
        </message>
        <message>
            <source>Deleted and orphans</source>
            <translation>حذف شدہ اور لاوارث</translation>
        </message>
        <message>
            <source>Which files</source>
            <translation>کون سی فائلیں</translation>
        </message>
        <message>
            <source>By path</source>
            <translation>بلحاظ پاتھ</translation>
        </message>
        <message>
            <source>Largest first</source>
            <translation>بڑی پہلے</translation>
        </message>
        <message>
            <source>Newest first</source>
            <translation>نئی پہلے</translation>
        </message>
        <message>
            <source>Order</source>
            <translation>ترتیب</translation>
        </message>
        <message>
            <source>Only paths that hold …</source>
            <translation>صرف وہ پاتھ جن میں ہو …</translation>
        </message>
        <message>
            <source>Size of the pictures</source>
            <translation>تصاویر کا حجم</translation>
        </message>
        <message>
            <source>Blur</source>
            <translation>دھندلا کریں</translation>
        </message>
        <message>
            <source>Blur pictures</source>
            <translation>تصاویر دھندلی کریں</translation>
        </message>
        <message>
            <source>Show in its folder</source>
            <translation>اپنے فولڈر میں دکھائیں</translation>
        </message>
        <message>
            <source>Found: %1</source>
            <translation>ملیں: %1</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::HexView</name>
        <message>
            <source>Bytes of the file</source>
            <translation>فائل کے بائٹ</translation>
        </message>
        <message>
            <source>in image</source>
            <translation>امیج میں</translation>
        </message>
        <message>
            <source>in file</source>
            <translation>فائل میں</translation>
        </message>
        <message>
            <source>no bytes</source>
            <translation>کوئی بائٹ نہیں</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::HexViewer</name>
        <message>
            <source>Hex</source>
            <translation>ہیکس</translation>
        </message>
        <message>
            <source>Offset, 0x… or decimal</source>
            <translation>مقام، 0x… یا اعشاری</translation>
        </message>
        <message>
            <source>Go to offset</source>
            <translation>مقام پر جائیں</translation>
        </message>
        <message>
            <source>Find bytes or text</source>
            <translation>بائٹ یا متن تلاش کریں</translation>
        </message>
        <message>
            <source>Hexadecimal</source>
            <translation>ہیکسا ڈیسیمل</translation>
        </message>
        <message>
            <source>Text, UTF-8</source>
            <translation>متن، UTF-8</translation>
        </message>
        <message>
            <source>Text, UTF-16</source>
            <translation>متن، UTF-16</translation>
        </message>
        <message>
            <source>What is searched for</source>
            <translation>تلاش کے الفاظ</translation>
        </message>
        <message>
            <source>Find next</source>
            <translation>اگلا تلاش کریں</translation>
        </message>
        <message>
            <source>Offsets in image</source>
            <translation>امیج میں مقام</translation>
        </message>
        <message>
            <source>Copy as hexadecimal</source>
            <translation>ہیکسا ڈیسیمل نقل کریں</translation>
        </message>
        <message>
            <source>Copy as text</source>
            <translation>متن نقل کریں</translation>
        </message>
        <message>
            <source>These bytes do not lie in the image as they are: they are decoded, or stand in the metadata entry</source>
            <translation>یہ بائٹ امیج میں اسی شکل میں موجود نہیں: کھول کر نکالے گئے ہیں، یا میٹا ڈیٹا اندراج میں ہیں</translation>
        </message>
        <message>
            <source>%1 bytes of this file could not be read; they stand here as zeros</source>
            <translation>اس فائل کے %1 بائٹ پڑھے نہ جا سکے؛ یہاں صفر دکھائے گئے ہیں</translation>
        </message>
        <message>
            <source>no bytes</source>
            <translation>کوئی بائٹ نہیں</translation>
        </message>
        <message>
            <source>Offset %1 (0x%2)</source>
            <translation>مقام %1 (0x%2)</translation>
        </message>
        <message>
            <source>, %1 bytes selected</source>
            <translation>، %1 بائٹ منتخب</translation>
        </message>
        <message>
            <source>, byte %1 of the image</source>
            <translation>، امیج کا بائٹ %1</translation>
        </message>
        <message>
            <source>An offset is a number, or hexadecimal after 0x</source>
            <translation>مقام ایک عدد ہے، یا 0x کے بعد ہیکسا ڈیسیمل</translation>
        </message>
        <message>
            <source>Hexadecimal bytes are pairs of digits: 4d 5a 90</source>
            <translation>ہیکسا ڈیسیمل بائٹ دو دو ہندسوں میں لکھے جاتے ہیں: 4d 5a 90</translation>
        </message>
        <message>
            <source>Not found in this file</source>
            <translation>اس فائل میں نہیں ملا</translation>
        </message>
        <message>
            <source>Found by going on from the beginning</source>
            <translation>شروع سے دوبارہ تلاش پر ملا</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::Histogram</name>
        <message>
            <source>Histogram of all moments</source>
            <translation>تمام لمحات کا ہسٹوگرام</translation>
        </message>
        <message>
            <source>← %1 earlier</source>
            <translation>→ %1 پہلے</translation>
        </message>
        <message>
            <source>%1 later →</source>
            <translation>%1 بعد ←</translation>
        </message>
        <message>
            <source>%1 to %2</source>
            <translation>%1 تا %2</translation>
        </message>
        <message>
            <source>%1: %2 moments</source>
            <translation>%1: %2 لمحات</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::ImagePage</name>
        <message>
            <source>The image</source>
            <translation>امیج</translation>
        </message>
        <message>
            <source>The copy that was made of the seized thing: its first segment, or a folder, tar or zip of files.</source>
            <translation>مقبوضہ شے کی بنائی گئی نقل: اس کا پہلا حصہ، یا فائلوں کا فولڈر، tar یا zip۔</translation>
        </message>
        <message>
            <source>such as RV/1; by default the next free one</source>
            <translation>جیسے RV/1؛ بصورتِ دیگر اگلا خالی نمبر</translation>
        </message>
        <message>
            <source>such as black laptop, left desk</source>
            <translation>جیسے سیاہ لیپ ٹاپ، بائیں میز</translation>
        </message>
        <message>
            <source>id of the warrant, order or consent in the ledger</source>
            <translation>لیجر میں وارنٹ، حکم یا رضامندی کا نمبر</translation>
        </message>
        <message>
            <source>why there is none; shown in red for ever</source>
            <translation>کیوں نہیں؛ ہمیشہ سرخ دکھایا جائے گا</translation>
        </message>
        <message>
            <source>&amp;Image</source>
            <translation>امیج</translation>
        </message>
        <message>
            <source>The image’s first segment</source>
            <translation>امیج کا پہلا حصہ</translation>
        </message>
        <message>
            <source>&amp;Exhibit number</source>
            <translation>ایگزبٹ نمبر</translation>
        </message>
        <message>
            <source>&amp;Description</source>
            <translation>تفصیل</translation>
        </message>
        <message>
            <source>Its &amp;clock was set to</source>
            <translation>اس کی گھڑی کا ٹائم زون</translation>
        </message>
        <message>
            <source>&amp;Authority</source>
            <translation>قانونی اختیار</translation>
        </message>
        <message>
            <source>&amp;Without authority</source>
            <translation>بلا اختیار</translation>
        </message>
        <message>
            <source>A folder: its files are examined as they lie there.</source>
            <translation>فولڈر: اس کی فائلوں کا معائنہ جوں کا توں ہوتا ہے۔</translation>
        </message>
        <message>
            <source>Segments: %1, %2</source>
            <translation>حصے: %1، %2</translation>
        </message>
        <message>
            <source>A folder whose files are the evidence</source>
            <translation>فولڈر جس کی فائلیں شہادت ہیں</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::IngestPanel</name>
        <message>
            <source>%1 s</source>
            <translation>%1 سیکنڈ</translation>
        </message>
        <message>
            <source>%1 min %2 s</source>
            <translation>%1 منٹ %2 سیکنڈ</translation>
        </message>
        <message>
            <source>%1 h %2 min</source>
            <translation>%1 گھنٹے %2 منٹ</translation>
        </message>
        <message>
            <source>How far the examination is</source>
            <translation>معائنے کی پیش رفت</translation>
        </message>
        <message>
            <source>Messages of the examination</source>
            <translation>معائنے کے پیغامات</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>وقفہ دیں</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>روکیں</translation>
        </message>
        <message>
            <source>Pausing …</source>
            <translation>وقفہ دیا جا رہا ہے …</translation>
        </message>
        <message>
            <source>Stopping …</source>
            <translation>روکا جا رہا ہے …</translation>
        </message>
        <message>
            <source>Stopped. “Examine” in the Evidence menu goes on from here.</source>
            <translation>روک دیا گیا۔ شہادت کے مینیو میں ”معائنہ“ یہیں سے آگے بڑھے گا۔</translation>
        </message>
        <message>
            <source>Starting …</source>
            <translation>شروع ہو رہا ہے …</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>جاری رکھیں</translation>
        </message>
        <message>
            <source>Opening the image</source>
            <translation>امیج کھولی جا رہی ہے</translation>
        </message>
        <message>
            <source>Listing the files</source>
            <translation>فائلوں کی فہرست بن رہی ہے</translation>
        </message>
        <message>
            <source>Reading every byte once</source>
            <translation>ہر بائٹ ایک بار پڑھا جا رہا ہے</translation>
        </message>
        <message>
            <source>Modules look for traces</source>
            <translation>ماڈیول سراغ ڈھونڈ رہے ہیں</translation>
        </message>
        <message>
            <source>Writing what was found</source>
            <translation>جو ملا لکھا جا رہا ہے</translation>
        </message>
        <message>
            <source>Examined</source>
            <translation>معائنہ شدہ</translation>
        </message>
        <message>
            <source>%1 of %2</source>
            <translation>%2 میں سے %1</translation>
        </message>
        <message>
            <source>%1 MB/s</source>
            <translation>%1 MB/s</translation>
        </message>
        <message>
            <source>%1 left</source>
            <translation>باقی %1</translation>
        </message>
        <message>
            <source>%1 files</source>
            <translation>%1 فائلیں</translation>
        </message>
        <message>
            <source>%1 findings</source>
            <translation>%1 سراغ</translation>
        </message>
        <message>
            <source>%1 not plainly done</source>
            <translation>%1 بلا رکاوٹ مکمل نہ ہوئے</translation>
        </message>
        <message>
            <source>Examined; a verification speaks against the image</source>
            <translation>معائنہ شدہ؛ تصدیق امیج کے خلاف ہے</translation>
        </message>
        <message>
            <source>Paused. What was done is kept.</source>
            <translation>وقفہ دیا گیا۔ جو ہو چکا محفوظ ہے۔</translation>
        </message>
        <message>
            <source>It did not come to its end</source>
            <translation>مکمل نہیں ہوا</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>دوبارہ کوشش کریں</translation>
        </message>
        <message>
            <source>Indexing the words</source>
            <translation>الفاظ کا اشاریہ بن رہا ہے</translation>
        </message>
        <message>
            <source>Module</source>
            <translation>ماڈیول</translation>
        </message>
        <message>
            <source>Files examined</source>
            <translation>معائنہ شدہ فائلیں</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>سراغ</translation>
        </message>
        <message>
            <source>Not plainly done</source>
            <translation>بلا رکاوٹ مکمل نہ ہوئیں</translation>
        </message>
        <message>
            <source>Share done</source>
            <translation>مکمل حصہ</translation>
        </message>
        <message>
            <source>How far each module is</source>
            <translation>ہر ماڈیول کی پیش رفت</translation>
        </message>
        <message>
            <source>What became of it</source>
            <translation>اس کا کیا ہوا</translation>
        </message>
        <message>
            <source>File</source>
            <translation>فائل</translation>
        </message>
        <message>
            <source>Step</source>
            <translation>مرحلہ</translation>
        </message>
        <message>
            <source>Words</source>
            <translation>تفصیل</translation>
        </message>
        <message>
            <source>What was not examined whole</source>
            <translation>جس کا پورا معائنہ نہ ہو سکا</translation>
        </message>
        <message>
            <source>Show the file</source>
            <translation>فائل دکھائیں</translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1 %</translation>
        </message>
        <message>
            <source>no single file</source>
            <translation>کوئی ایک فائل نہیں</translation>
        </message>
        <message>
            <source>%1 of %2 files offered to modules</source>
            <translation>ماڈیولوں کو دی جانے والی %2 فائلوں میں سے %1</translation>
        </message>
        <message>
            <source>%1 files/s</source>
            <translation>%1 فائلیں فی سیکنڈ</translation>
        </message>
        <message>
            <source>Further ones: %1. The case lists them all.</source>
            <translation>مزید: %1۔ کیس میں سب درج ہیں۔</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::MainWindow</name>
        <message>
            <source>Passphrase</source>
            <translation>پاس فریز</translation>
        </message>
        <message>
            <source>Passphrase of %1</source>
            <translation>%1 کا پاس فریز</translation>
        </message>
        <message>
            <source>Sign</source>
            <translation>دستخط کریں</translation>
        </message>
        <message>
            <source>The record is told that this case is read …</source>
            <translation>ریکارڈ میں درج ہو رہا ہے کہ یہ کیس پڑھا جا رہا ہے …</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>تفصیلات</translation>
        </message>
        <message>
            <source>Places</source>
            <translation>شعبے</translation>
        </message>
        <message>
            <source>&amp;Case</source>
            <translation>مقدمہ</translation>
        </message>
        <message>
            <source>&amp;Open a case…</source>
            <translation>مقدمہ کھولیں…</translation>
        </message>
        <message>
            <source>Open a case</source>
            <translation>مقدمہ کھولیں</translation>
        </message>
        <message>
            <source>&amp;Close the case</source>
            <translation>مقدمہ بند کریں</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>خروج</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>منظر</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>نظام کے مطابق</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>روشن</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>تاریک</translation>
        </message>
        <message>
            <source>%1 — Sanad</source>
            <translation>%1 — سند</translation>
        </message>
        <message>
            <source>Sanad</source>
            <translation>سند</translation>
        </message>
        <message>
            <source>The case cannot be opened</source>
            <translation>مقدمہ کھل نہیں سکتا</translation>
        </message>
        <message>
            <source>The case cannot be read now: %1</source>
            <translation>مقدمہ اس وقت پڑھا نہیں جا سکتا: %1</translation>
        </message>
        <message>
            <source>It was not done</source>
            <translation>کارروائی نہیں ہوئی</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>دوبارہ کوشش کریں</translation>
        </message>
        <message>
            <source>Nothing can be changed while a case is reviewed</source>
            <translation>جائزے کے دوران کچھ تبدیل نہیں کیا جا سکتا</translation>
        </message>
        <message>
            <source>Evidence</source>
            <translation>شہادت</translation>
        </message>
        <message>
            <source>Examination</source>
            <translation>معائنہ</translation>
        </message>
        <message>
            <source>The examination has ended.</source>
            <translation>معائنہ مکمل ہوا۔</translation>
        </message>
        <message>
            <source>&amp;New case…</source>
            <translation>نیا مقدمہ…</translation>
        </message>
        <message>
            <source>&amp;Evidence</source>
            <translation>شہادت</translation>
        </message>
        <message>
            <source>&amp;Add an image…</source>
            <translation>امیج شامل کریں…</translation>
        </message>
        <message>
            <source>&amp;Examine what is not examined yet</source>
            <translation>جس کا معائنہ نہیں ہوا اس کا معائنہ کریں</translation>
        </message>
        <message>
            <source>Go to the &amp;tree</source>
            <translation>درخت پر جائیں</translation>
        </message>
        <message>
            <source>Go to the &amp;list</source>
            <translation>فہرست پر جائیں</translation>
        </message>
        <message>
            <source>Go to the &amp;details</source>
            <translation>تفصیلات پر جائیں</translation>
        </message>
        <message>
            <source>T&amp;heme</source>
            <translation>رنگ</translation>
        </message>
        <message>
            <source>&amp;Here</source>
            <translation>یہاں</translation>
        </message>
        <message>
            <source>He&amp;lp</source>
            <translation>مدد</translation>
        </message>
        <message>
            <source>&amp;Commands…</source>
            <translation>احکامات…</translation>
        </message>
        <message>
            <source>&amp;About Sanad</source>
            <translation>سند کے بارے میں</translation>
        </message>
        <message>
            <source>About Sanad</source>
            <translation>سند کے بارے میں</translation>
        </message>
        <message>
            <source>Sanad %1

Examines seized media and keeps a record that a court can check.
Apache License 2.0. Shown with Qt %2 (LGPL 3).</source>
            <translation>سند %1

مقبوضہ آلات کا معائنہ کرتا ہے اور ایسا ریکارڈ رکھتا ہے جسے عدالت جانچ سکے۔
اپاچی لائسنس 2.0۔ بذریعہ Qt %2 (LGPL 3)۔</translation>
        </message>
        <message>
            <source>An examination is at work already.</source>
            <translation>ایک معائنہ پہلے سے جاری ہے۔</translation>
        </message>
        <message>
            <source>An examination is at work</source>
            <translation>معائنہ جاری ہے</translation>
        </message>
        <message>
            <source>Root of the file system</source>
            <translation>فائل سسٹم کی جڑ</translation>
        </message>
        <message>
            <source>&amp;Language</source>
            <translation>زبان</translation>
        </message>
        <message>
            <source>The language changes when the program is started again</source>
            <translation>زبان پروگرام کے دوبارہ آغاز پر تبدیل ہوگی</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>منسوخ</translation>
        </message>
        <message>
            <source>Take the last tag or note &amp;back</source>
            <translation>آخری نشان یا نوٹ واپس لیں</translation>
        </message>
        <message>
            <source>Stop and close</source>
            <translation>روکیں اور بند کریں</translation>
        </message>
        <message>
            <source>Stay</source>
            <translation>کھلا رہنے دیں</translation>
        </message>
        <message>
            <source>Closing the window stops it. What was done is kept, and “Examine” goes on from there.</source>
            <translation>ونڈو بند کرنے سے یہ رک جائے گا۔ جو ہو چکا وہ محفوظ ہے، اور ”معائنہ“ وہیں سے آگے چلے گا۔</translation>
        </message>
        <message>
            <source>That file is in another case than the one that is open.</source>
            <translation>وہ فائل کھلے ہوئے کیس میں نہیں، کسی اور کیس میں ہے۔</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::MapPlace</name>
        <message>
            <source>Map</source>
            <translation>نقشہ</translation>
        </message>
        <message>
            <source>Finding</source>
            <translation>سراغ</translation>
        </message>
        <message>
            <source>When</source>
            <translation>کب</translation>
        </message>
        <message>
            <source>Latitude, longitude</source>
            <translation>عرض بلد، طول بلد</translation>
        </message>
        <message>
            <source>File</source>
            <translation>فائل</translation>
        </message>
        <message>
            <source>Findings at the place that was pointed at</source>
            <translation>منتخب مقام کے سراغ</translation>
        </message>
        <message>
            <source>All</source>
            <translation>سب</translation>
        </message>
        <message>
            <source>Findings that tell a place: %1</source>
            <translation>مقام بتانے والے سراغ: %1</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::MapView</name>
        <message>
            <source>Map of located findings</source>
            <translation>مقام والے سراغوں کا نقشہ</translation>
        </message>
        <message>
            <source>This installation has no outlines of land: meridians and parallels only</source>
            <translation>اس تنصیب میں خشکی کے خاکے نہیں: صرف طول و عرض بلد کے خطوط</translation>
        </message>
        <message>
            <source>No finding of this case tells a place</source>
            <translation>اس مقدمے کا کوئی سراغ مقام نہیں بتاتا</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::Marks</name>
        <message>
            <source>At most %1 can be tagged at once.</source>
            <translation>ایک وقت میں زیادہ سے زیادہ %1 پر نشان لگ سکتا ہے۔</translation>
        </message>
        <message>
            <source>“%1” taken back from %2</source>
            <translation>%2 سے ”%1“ واپس لیا گیا</translation>
        </message>
        <message>
            <source>“%1” set on %2</source>
            <translation>%2 پر ”%1“ لگایا گیا</translation>
        </message>
        <message>
            <source>Note kept</source>
            <translation>نوٹ محفوظ</translation>
        </message>
        <message>
            <source>Undone</source>
            <translation>واپس لیا گیا</translation>
        </message>
        <message>
            <source>Nothing can be changed while a case is reviewed</source>
            <translation>جائزے کے دوران کچھ تبدیل نہیں کیا جا سکتا</translation>
        </message>
        <message>
            <source>relevant</source>
            <translation>متعلقہ</translation>
        </message>
        <message>
            <source>suspicious</source>
            <translation>مشکوک</translation>
        </message>
        <message>
            <source>to be asked</source>
            <translation>پوچھا جائے گا</translation>
        </message>
        <message>
            <source>harmless</source>
            <translation>بے ضرر</translation>
        </message>
        <message>
            <source>privileged</source>
            <translation>مراعات یافتہ</translation>
        </message>
        <message>
            <source>Note taken back</source>
            <translation>نوٹ واپس لیا گیا</translation>
        </message>
        <message>
            <source>Nothing was tagged or noted here that could be taken back</source>
            <translation>یہاں ایسا کوئی نشان یا نوٹ نہیں جسے واپس لیا جا سکے</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::MediaCover</name>
        <message>
            <source>Chosen for each case, at this machine. Blurred from the start where an offence on record protects who the victim is (PECA s.21, 22, 22A …), and always while a case is reviewed.</source>
            <translation>ہر مقدمے کے لیے اسی کمپیوٹر پر چنا جاتا ہے۔ جہاں ریکارڈ پر موجود جرم متاثرہ کی شناخت کو تحفظ دیتا ہے (پیکا دفعہ 21، 22، 22A …) وہاں شروع سے دھندلا، اور جائزے کے دوران ہمیشہ۔</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::OverviewPlace</name>
        <message>
            <source>Case</source>
            <translation>مقدمہ</translation>
        </message>
        <message>
            <source>The case at a glance</source>
            <translation>مقدمہ ایک نظر میں</translation>
        </message>
        <message>
            <source>Error</source>
            <translation>خرابی</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>نام</translation>
        </message>
        <message>
            <source>Examiner</source>
            <translation>معائنہ کار</translation>
        </message>
        <message>
            <source>Times are shown in</source>
            <translation>اوقات کا ٹائم زون</translation>
        </message>
        <message>
            <source>Made</source>
            <translation>تیار شدہ</translation>
        </message>
        <message>
            <source>Image %1</source>
            <translation>امیج %1</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>فارمیٹ</translation>
        </message>
        <message>
            <source>%1, %2</source>
            <translation>%1، %2</translation>
        </message>
        <message>
            <source>State</source>
            <translation>حالت</translation>
        </message>
        <message>
            <source>matches the stored hash</source>
            <translation>محفوظ ہیش کے مطابق</translation>
        </message>
        <message>
            <source>does NOT match the stored hash</source>
            <translation>محفوظ ہیش سے مختلف</translation>
        </message>
        <message>
            <source>computed; the container stores none</source>
            <translation>شمار شدہ؛ امیج میں محفوظ ہیش نہیں</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>فائلیں</translation>
        </message>
        <message>
            <source>Folders</source>
            <translation>فولڈر</translation>
        </message>
        <message>
            <source>Alternate streams</source>
            <translation>متبادل اسٹریم</translation>
        </message>
        <message>
            <source>Deleted or orphan</source>
            <translation>حذف شدہ یا لاوارث</translation>
        </message>
        <message>
            <source>Contents read</source>
            <translation>پڑھا گیا مواد</translation>
        </message>
        <message>
            <source>%1 of %2</source>
            <translation>%2 میں سے %1</translation>
        </message>
        <message>
            <source>Content contradicts name</source>
            <translation>مواد نام کے برعکس</translation>
        </message>
        <message>
            <source>Unreadable bytes</source>
            <translation>ناقابلِ خواندگی بائٹ</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>سراغ</translation>
        </message>
        <message>
            <source>Verification</source>
            <translation>تصدیق</translation>
        </message>
        <message>
            <source>files without media; each file has its own digests</source>
            <translation>میڈیا کے بغیر فائلیں؛ ہر فائل کا اپنا ہیش ہے</translation>
        </message>
        <message>
            <source>MD5 computed</source>
            <translation>شمار شدہ MD5</translation>
        </message>
        <message>
            <source>SHA-1 computed</source>
            <translation>شمار شدہ SHA-1</translation>
        </message>
        <message>
            <source>SHA-256 computed</source>
            <translation>شمار شدہ SHA-256</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::PersonPage</name>
        <message>
            <source>Who acts</source>
            <translation>کارروائی کنندہ</translation>
        </message>
        <message>
            <source>Every act upon evidence is signed with a person’s key. Without one it is recorded as UNATTESTED.</source>
            <translation>شہادت پر ہر کارروائی کسی فرد کی کلید سے دستخط ہوتی ہے۔ اس کے بغیر وہ غیر مصدقہ درج ہوتی ہے۔</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::PictureViewer</name>
        <message>
            <source>Picture</source>
            <translation>تصویر</translation>
        </message>
        <message>
            <source>Fact</source>
            <translation>کوائف</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>قدر</translation>
        </message>
        <message>
            <source>What the picture says of itself</source>
            <translation>تصویر اپنے بارے میں کیا بتاتی ہے</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>دکھائیں</translation>
        </message>
        <message>
            <source>Fit</source>
            <translation>پورا دکھائیں</translation>
        </message>
        <message>
            <source>Full size</source>
            <translation>اصل حجم</translation>
        </message>
        <message>
            <source>Decoding in the sandbox …</source>
            <translation>محفوظ خانے میں کھولی جا رہی ہے …</translation>
        </message>
        <message>
            <source>no picture came back</source>
            <translation>کوئی تصویر واپس نہیں آئی</translation>
        </message>
        <message>
            <source>This picture cannot be shown: %1</source>
            <translation>یہ تصویر دکھائی نہیں جا سکتی: %1</translation>
        </message>
        <message>
            <source>%1 points, %2</source>
            <translation>%1 پکسل، %2</translation>
        </message>
        <message>
            <source>, the first of %1 frames</source>
            <translation>، کل %1 میں سے پہلا فریم</translation>
        </message>
        <message>
            <source>, %1 long</source>
            <translation>، دورانیہ %1</translation>
        </message>
        <message>
            <source>; frames shown: %1</source>
            <translation>؛ دکھائے گئے فریم: %1</translation>
        </message>
        <message>
            <source>This video cannot be shown: %1</source>
            <translation>یہ ویڈیو دکھائی نہیں جا سکتی: %1</translation>
        </message>
        <message>
            <source>; shown reduced to %1</source>
            <translation>؛ %1 تک چھوٹا کر کے دکھائی گئی</translation>
        </message>
        <message>
            <source>Blur</source>
            <translation>دھندلا کریں</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::ProfilePage</name>
        <message>
            <source>How thoroughly</source>
            <translation>کتنی گہرائی سے</translation>
        </message>
        <message>
            <source>Every byte is read and digested in each case. What was left out can be examined later.</source>
            <translation>ہر صورت میں ہر بائٹ پڑھا اور ہیش کیا جاتا ہے۔ جو رہ جائے اس کا معائنہ بعد میں ہو سکتا ہے۔</translation>
        </message>
        <message>
            <source>Triage</source>
            <translation>ابتدائی جانچ</translation>
        </message>
        <message>
            <source>The traces of systems, browsers and telephones: who used it for what.</source>
            <translation>سسٹم، براؤزر اور فون کے سراغ: کس نے کس کام کے لیے استعمال کیا۔</translation>
        </message>
        <message>
            <source>Everything</source>
            <translation>سب کچھ</translation>
        </message>
        <message>
            <source>Every module of this installation.</source>
            <translation>اس تنصیب کا ہر ماڈیول۔</translation>
        </message>
        <message>
            <source>Listing only</source>
            <translation>صرف فہرست</translation>
        </message>
        <message>
            <source>Files, digests and types; no module looks inside.</source>
            <translation>فائلیں، ہیش اور اقسام؛ کوئی ماڈیول اندر نہیں دیکھتا۔</translation>
        </message>
        <message>
            <source>Standard</source>
            <translation>معیاری</translation>
        </message>
        <message>
            <source>Every module but the costly ones: members of archives, facts of videos, small pictures that Windows kept, and journals of every change to files.</source>
            <translation>مہنگے ماڈیولوں کے سوا ہر ماڈیول: محفوظ شدہ مجموعوں کی فائلیں، ویڈیو کی تفصیلات، ونڈوز کی رکھی ہوئی چھوٹی تصویریں، اور فائلوں کی ہر تبدیلی کے روزنامچے رہ جاتے ہیں۔</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::ReadingRecord</name>
        <message>
            <source>NOT on record that this case is read: it cannot be written</source>
            <translation>اس کیس کا پڑھا جانا ریکارڈ پر نہیں: اس میں لکھا نہیں جا سکتا</translation>
        </message>
        <message>
            <source>On record: read by %1</source>
            <translation>ریکارڈ پر: پڑھنے والا %1</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::ReportsPlace</name>
        <message>
            <source>Reports</source>
            <translation>رپورٹیں</translation>
        </message>
        <message>
            <source>English</source>
            <translation>انگریزی</translation>
        </message>
        <message>
            <source>Urdu</source>
            <translation>اردو</translation>
        </message>
        <message>
            <source>Only what is tagged</source>
            <translation>صرف نشان زدہ</translation>
        </message>
        <message>
            <source>Page and PDF</source>
            <translation>صفحہ اور پی ڈی ایف</translation>
        </message>
        <message>
            <source>PDF</source>
            <translation>پی ڈی ایف</translation>
        </message>
        <message>
            <source>Page (HTML)</source>
            <translation>صفحہ (HTML)</translation>
        </message>
        <message>
            <source>nobody yet: a draft</source>
            <translation>ابھی کوئی نہیں: مسودہ</translation>
        </message>
        <message>
            <source>Write the report …</source>
            <translation>رپورٹ تیار کریں …</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>کھولیں</translation>
        </message>
        <message>
            <source>State</source>
            <translation>حالت</translation>
        </message>
        <message>
            <source>SHA-256</source>
            <translation>SHA-256</translation>
        </message>
        <message>
            <source>Preview of the report</source>
            <translation>رپورٹ کا پیش منظر</translation>
        </message>
        <message>
            <source>A report that was written is shown here. Until somebody has reviewed it, it says on every page that it is a draft.</source>
            <translation>تیار شدہ رپورٹ یہاں دکھائی جاتی ہے۔ جب تک کوئی اس کا جائزہ نہ لے، ہر صفحے پر ”مسودہ“ درج رہتا ہے۔</translation>
        </message>
        <message>
            <source>A new report</source>
            <translation>نئی رپورٹ</translation>
        </message>
        <message>
            <source>Languages</source>
            <translation>زبانیں</translation>
        </message>
        <message>
            <source>As</source>
            <translation>شکل</translation>
        </message>
        <message>
            <source>Reviewed by</source>
            <translation>جائزہ کار</translation>
        </message>
        <message>
            <source>Content</source>
            <translation>مواد</translation>
        </message>
        <message>
            <source>Write a report</source>
            <translation>رپورٹ تیار کریں</translation>
        </message>
        <message>
            <source>Folder for the report</source>
            <translation>رپورٹ کے لیے فولڈر</translation>
        </message>
        <message>
            <source>Writing the report …</source>
            <translation>رپورٹ تیار ہو رہی ہے …</translation>
        </message>
        <message>
            <source>final</source>
            <translation>حتمی</translation>
        </message>
        <message>
            <source>draft</source>
            <translation>مسودہ</translation>
        </message>
        <message>
            <source>Written, and entered into the ledger by its SHA-256.</source>
            <translation>تیار ہو گئی، اور اپنی SHA-256 کے ساتھ لیجر میں درج ہو گئی۔</translation>
        </message>
        <message>
            <source>No report was written: %1</source>
            <translation>رپورٹ تیار نہیں ہوئی: %1</translation>
        </message>
        <message>
            <source>%1 is shown by your viewer of PDF: Open.</source>
            <translation>%1 آپ کے پی ڈی ایف پروگرام میں کھلے گی: ”کھولیں“ دبائیں۔</translation>
        </message>
        <message>
            <source>The report is too large to be shown here: Open shows it in your browser.</source>
            <translation>رپورٹ یہاں دکھانے کے لیے بہت بڑی ہے: ”کھولیں“ اسے براؤزر میں دکھائے گا۔</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>رپورٹ</translation>
        </message>
        <message>
            <source>Issued (UTC)</source>
            <translation>جاری (UTC)</translation>
        </message>
        <message>
            <source>By</source>
            <translation>از</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>زبان</translation>
        </message>
        <message>
            <source>Where its file is</source>
            <translation>فائل کہاں ہے</translation>
        </message>
        <message>
            <source>Reports issued</source>
            <translation>جاری کردہ رپورٹیں</translation>
        </message>
        <message>
            <source>I have its file …</source>
            <translation>اس کی فائل میرے پاس ہے …</translation>
        </message>
        <message>
            <source>The file of a report</source>
            <translation>کسی رپورٹ کی فائل</translation>
        </message>
        <message>
            <source>The reports issued cannot be listed: %1</source>
            <translation>جاری کردہ رپورٹوں کی فہرست نہیں بن سکی: %1</translation>
        </message>
        <message>
            <source>not issued</source>
            <translation>جاری نہیں ہوئی</translation>
        </message>
        <message>
            <source>No entry of this record issues a report with this SHA-256.</source>
            <translation>اس ریکارڈ کا کوئی اندراج اس SHA-256 کی رپورٹ جاری نہیں کرتا۔</translation>
        </message>
        <message>
            <source>Report amended: %1</source>
            <translation>رپورٹ میں ترمیم: %1</translation>
        </message>
        <message>
            <source>Report of examination, %1</source>
            <translation>معائنے کی رپورٹ، %1</translation>
        </message>
        <message>
            <source>%1 cannot be read.</source>
            <translation>%1 پڑھی نہیں جا سکتی۔</translation>
        </message>
        <message>
            <source>%1 is another file now</source>
            <translation>%1 اب کوئی اور فائل ہے</translation>
        </message>
        <message>
            <source>%1 is none of these reports: its SHA-256 is %2</source>
            <translation>%1 ان رپورٹوں میں سے نہیں: اس کا SHA-256 یہ ہے %2</translation>
        </message>
        <message>
            <source>The record knows this report by its SHA-256; where its file is, it does not say. Whoever has the file can choose it with “I have its file”: it is shown when it is this report.</source>
            <translation>ریکارڈ اس رپورٹ کو اس کے SHA-256 سے جانتا ہے؛ فائل کہاں ہے، یہ نہیں بتاتا۔ جس کے پاس فائل ہو وہ اسے ”اس کی فائل میرے پاس ہے“ سے منتخب کرے: یہی رپورٹ ہو تو دکھائی جائے گی۔</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::SearchPlace</name>
        <message>
            <source>text of the file</source>
            <translation>فائل کا متن</translation>
        </message>
        <message>
            <source>text that a module read</source>
            <translation>ماڈیول کا پڑھا ہوا متن</translation>
        </message>
        <message>
            <source>name</source>
            <translation>نام</translation>
        </message>
        <message>
            <source>path</source>
            <translation>پاتھ</translation>
        </message>
        <message>
            <source>finding</source>
            <translation>سراغ</translation>
        </message>
        <message>
            <source>bytes of a file</source>
            <translation>فائل کے بائٹ</translation>
        </message>
        <message>
            <source>behind a file&apos;s end</source>
            <translation>فائل کے اختتام کے بعد</translation>
        </message>
        <message>
            <source>unallocated</source>
            <translation>غیر مختص جگہ</translation>
        </message>
        <message>
            <source>the file system itself</source>
            <translation>خود فائل سسٹم</translation>
        </message>
        <message>
            <source>volume</source>
            <translation>والیوم</translation>
        </message>
        <message>
            <source>between volumes</source>
            <translation>والیوموں کے درمیان</translation>
        </message>
        <message>
            <source>packed, in no file</source>
            <translation>پیک شدہ، کسی فائل میں نہیں</translation>
        </message>
        <message>
            <source>partition table</source>
            <translation>پارٹیشن ٹیبل</translation>
        </message>
        <message>
            <source>outside every volume</source>
            <translation>ہر والیوم سے باہر</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>تلاش</translation>
        </message>
        <message>
            <source>Found in</source>
            <translation>کہاں ملا</translation>
        </message>
        <message>
            <source>State</source>
            <translation>حالت</translation>
        </message>
        <message>
            <source>Word of the list</source>
            <translation>فہرست کا لفظ</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>فولڈر</translation>
        </message>
        <message>
            <source>deleted</source>
            <translation>حذف شدہ</translation>
        </message>
        <message>
            <source>allocated</source>
            <translation>زیرِ استعمال</translation>
        </message>
        <message>
            <source>byte %1 of the image</source>
            <translation>امیج کا بائٹ %1</translation>
        </message>
        <message>
            <source>Words, "a phrase", AND OR NOT, beginning* …</source>
            <translation>الفاظ، "فقرہ"، AND OR NOT، آغاز* …</translation>
        </message>
        <message>
            <source>What is searched for</source>
            <translation>تلاش کے الفاظ</translation>
        </message>
        <message>
            <source>Words, in the index</source>
            <translation>الفاظ، اشاریے میں</translation>
        </message>
        <message>
            <source>Words, loosely (letters of Urdu and Arabic made one)</source>
            <translation>الفاظ، نرمی سے (اردو اور عربی حروف یکساں)</translation>
        </message>
        <message>
            <source>Bytes of the image, everywhere</source>
            <translation>امیج کے بائٹ، ہر جگہ</translation>
        </message>
        <message>
            <source>How it is searched</source>
            <translation>تلاش کا طریقہ</translation>
        </message>
        <message>
            <source>Keyword list …</source>
            <translation>الفاظ کی فہرست …</translation>
        </message>
        <message>
            <source>Narrow the hits</source>
            <translation>نتائج محدود کریں</translation>
        </message>
        <message>
            <source>Hits</source>
            <translation>نتائج</translation>
        </message>
        <message>
            <source>Search for words</source>
            <translation>الفاظ تلاش کریں</translation>
        </message>
        <message>
            <source>Search for a keyword list</source>
            <translation>الفاظ کی فہرست تلاش کریں</translation>
        </message>
        <message>
            <source>Searching …</source>
            <translation>تلاش جاری ہے …</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>روکیں</translation>
        </message>
        <message>
            <source>Stopped; %1 hits so far</source>
            <translation>روک دیا گیا؛ اب تک %1 نتائج</translation>
        </message>
        <message>
            <source>It could not be searched: %1</source>
            <translation>تلاش نہ ہو سکی: %1</translation>
        </message>
        <message>
            <source>The first %1 hits</source>
            <translation>پہلے %1 نتائج</translation>
        </message>
        <message>
            <source>Keyword list: a text file, a word on each line</source>
            <translation>الفاظ کی فہرست: متنی فائل، ہر سطر پر ایک لفظ</translation>
        </message>
        <message>
            <source>Finding</source>
            <translation>سراغ</translation>
        </message>
        <message>
            <source>Exactly as typed</source>
            <translation>بالکل جیسا لکھا گیا</translation>
        </message>
        <message>
            <source>Word</source>
            <translation>لفظ</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>فائلیں</translation>
        </message>
        <message>
            <source>Texts</source>
            <translation>متون</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>سراغ</translation>
        </message>
        <message>
            <source>Names</source>
            <translation>نام</translation>
        </message>
        <message>
            <source>Words of the list, with their numbers</source>
            <translation>فہرست کے الفاظ، تعداد کے ساتھ</translation>
        </message>
        <message>
            <source>Also spelt %1 (%2 files)</source>
            <translation>دوسرا املا %1 (%2 فائلیں)</translation>
        </message>
        <message>
            <source>%1 bytes of the image were searched</source>
            <translation>امیج کے %1 بائٹ میں تلاش کی گئی</translation>
        </message>
        <message>
            <source>not to its end</source>
            <translation>آخر تک نہیں</translation>
        </message>
        <message>
            <source>Words of the list: %1</source>
            <translation>فہرست کے الفاظ: %1</translation>
        </message>
        <message>
            <source>Hits: %1, in files: %2</source>
            <translation>نتائج: %1، فائلیں: %2</translation>
        </message>
        <message>
            <source>both words, anywhere in one text</source>
            <translation>دونوں الفاظ، ایک ہی متن میں کہیں بھی</translation>
        </message>
        <message>
            <source>the phrase, word after word</source>
            <translation>پورا فقرہ، لفظ کے بعد لفظ</translation>
        </message>
        <message>
            <source>one of them, or both</source>
            <translation>دونوں میں سے ایک، یا دونوں</translation>
        </message>
        <message>
            <source>without the word after NOT</source>
            <translation>بغیر اس لفظ کے جو NOT کے بعد ہے</translation>
        </message>
        <message>
            <source>words that begin so, or hold it inside</source>
            <translation>وہ الفاظ جو یوں شروع ہوں، یا جن کے اندر یہ ہو</translation>
        </message>
        <message>
            <source>at most five words between the two</source>
            <translation>دونوں کے درمیان زیادہ سے زیادہ پانچ الفاظ</translation>
        </message>
        <message>
            <source>in names only, or in texts only</source>
            <translation>صرف ناموں میں، یا صرف متن میں</translation>
        </message>
        <message>
            <source>Urdu as it is typed: vowel marks, forms of a letter and digits do not count</source>
            <translation>اردو جیسے لکھی جائے: اعراب، حروف اور ہندسوں کی شکلوں کا فرق نہیں پڑتا</translation>
        </message>
        <message>
            <source>What can be searched for</source>
            <translation>کیا تلاش کیا جا سکتا ہے</translation>
        </message>
        <message>
            <source>Searched are the texts of files, their names, and what modules found. With &quot;Bytes of the image&quot; every byte is looked at, also of deleted files and between them.</source>
            <translation>فائلوں کے متن، ان کے نام اور ماڈیولوں کے سراغ تلاش کیے جاتے ہیں۔ ”امیج کے بائٹ“ چننے پر ہر بائٹ دیکھا جاتا ہے، حذف شدہ فائلوں کا بھی اور ان کے درمیان کا بھی۔</translation>
        </message>
        <message>
            <source>Path</source>
            <translation>راستہ</translation>
        </message>
        <message>
            <source>What was found</source>
            <translation>کیا ملا</translation>
        </message>
        <message>
            <source>Byte of the image</source>
            <translation>امیج کا بائٹ</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::SignerRows</name>
        <message>
            <source>Person</source>
            <translation>فرد</translation>
        </message>
        <message>
            <source>Passphrase</source>
            <translation>پاس فریز</translation>
        </message>
        <message>
            <source>Unlock for 8 hours</source>
            <translation>8 گھنٹے کے لیے کھولیں</translation>
        </message>
        <message>
            <source>&amp;Person</source>
            <translation>فرد</translation>
        </message>
        <message>
            <source>Pass&amp;phrase</source>
            <translation>پاس فریز</translation>
        </message>
        <message>
            <source>The acts will be signed with this machine’s own key, and every paper says so.</source>
            <translation>کارروائیاں اس مشین کی اپنی کلید سے دستخط ہوں گی، اور ہر کاغذ پر یہ درج ہوگا۔</translation>
        </message>
        <message>
            <source>The key is sealed. Its passphrase goes to a process that keeps the key for 8 hours, and nowhere else.</source>
            <translation>کلید سربمہر ہے۔ پاس فریز صرف اس عمل کو جاتا ہے جو کلید 8 گھنٹے رکھتا ہے، کہیں اور نہیں۔</translation>
        </message>
        <message>
            <source>The key is unlocked.</source>
            <translation>کلید کھلی ہے۔</translation>
        </message>
        <message>
            <source>nobody: unattested</source>
            <translation>کوئی نہیں: غیر مصدقہ</translation>
        </message>
        <message>
            <source>Unlock the key first, or choose to act unattested.</source>
            <translation>پہلے کلید کھولیں، یا غیر مصدقہ کارروائی منتخب کریں۔</translation>
        </message>
        <message>
            <source>nobody</source>
            <translation>کوئی نہیں</translation>
        </message>
        <message>
            <source>Second person</source>
            <translation>دوسرا شخص</translation>
        </message>
        <message>
            <source>&amp;Second person</source>
            <translation>دوسرا شخص</translation>
        </message>
        <message>
            <source>Their passphrase</source>
            <translation>ان کا پاس فریز</translation>
        </message>
        <message>
            <source>&amp;Their passphrase</source>
            <translation>ان کا پاس فریز</translation>
        </message>
        <message>
            <source>Unlock the second person’s key first.</source>
            <translation>پہلے دوسرے شخص کی کلید کھولیں۔</translation>
        </message>
        <message>
            <source>This act takes the passphrase anew, also while the key is unlocked. It is kept nowhere.</source>
            <translation>یہ کارروائی پاس فریز نئے سرے سے مانگتی ہے، کلید کھلی ہو تب بھی۔ اسے کہیں محفوظ نہیں کیا جاتا۔</translation>
        </message>
        <message>
            <source>Give the passphrase of %1: this act takes it anew.</source>
            <translation>%1 کا پاس فریز درج کریں: یہ کارروائی اسے نئے سرے سے مانگتی ہے۔</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::StartPage</name>
        <message>
            <source>Sanad</source>
            <translation>سند</translation>
        </message>
        <message>
            <source>From the seized disk to the court: opens images, proves that they are unchanged, reads every file and every trace in them, and keeps a signed record of who did what.</source>
            <translation>مقبوضہ ڈسک سے عدالت تک: امیج کھولتا ہے، ثابت کرتا ہے کہ تبدیل نہیں ہوئی، اس کی ہر فائل اور ہر سراغ پڑھتا ہے، اور دستخط شدہ ریکارڈ رکھتا ہے کہ کس نے کیا کیا۔</translation>
        </message>
        <message>
            <source>New case…</source>
            <translation>نیا مقدمہ…</translation>
        </message>
        <message>
            <source>Open a case…</source>
            <translation>مقدمہ کھولیں…</translation>
        </message>
        <message>
            <source>Opened lately</source>
            <translation>حال میں کھولے گئے</translation>
        </message>
        <message>
            <source>Cases opened lately</source>
            <translation>حال میں کھولے گئے مقدمات</translation>
        </message>
        <message>
            <source>Take it off this list</source>
            <translation>اس فہرست سے ہٹائیں</translation>
        </message>
        <message>
            <source>None yet. A case is a folder NAME.sanad that can be copied whole.</source>
            <translation>ابھی کوئی نہیں۔ مقدمہ ایک فولڈر NAME.sanad ہے جو پورا نقل کیا جا سکتا ہے۔</translation>
        </message>
        <message>
            <source>opened %1</source>
            <translation>کھولا گیا %1</translation>
        </message>
        <message>
            <source>not found now</source>
            <translation>اب نہیں ملا</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::StructureViewer</name>
        <message>
            <source>Structure</source>
            <translation>ساخت</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>نام</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>نوعیت</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>قدر</translation>
        </message>
        <message>
            <source>Written</source>
            <translation>وقتِ تحریر</translation>
        </message>
        <message>
            <source>Tree of the file</source>
            <translation>فائل کا درخت</translation>
        </message>
        <message>
            <source>Rows of the table</source>
            <translation>جدول کی سطور</translation>
        </message>
        <message>
            <source>Table</source>
            <translation>جدول</translation>
        </message>
        <message>
            <source>Only rows that hold …</source>
            <translation>صرف وہ سطور جن میں ہو …</translation>
        </message>
        <message>
            <source>Reading in the sandbox …</source>
            <translation>محفوظ خانے میں پڑھا جا رہا ہے …</translation>
        </message>
        <message>
            <source>Read by %1 %2</source>
            <translation>قاری: %1 %2</translation>
        </message>
        <message>
            <source>This file is of no structure that is shown here</source>
            <translation>اس فائل کی ساخت یہاں دکھائی نہیں جاتی</translation>
        </message>
        <message>
            <source>(root)</source>
            <translation>(جڑ)</translation>
        </message>
        <message>
            <source>and more remarks: %1</source>
            <translation>مزید ملاحظات: %1</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::TablePage</name>
        <message>
            <source>Narrow by name: words or a pattern with * and ?</source>
            <translation>نام سے محدود کریں: الفاظ، یا * اور ? والا نمونہ</translation>
        </message>
        <message>
            <source>Narrow the list</source>
            <translation>فہرست محدود کریں</translation>
        </message>
        <message>
            <source>Table</source>
            <translation>جدول</translation>
        </message>
        <message>
            <source>Remove this filter</source>
            <translation>یہ فلٹر ہٹائیں</translation>
        </message>
        <message>
            <source>Remove all</source>
            <translation>سب ہٹائیں</translation>
        </message>
        <message>
            <source>looking …</source>
            <translation>دیکھا جا رہا ہے …</translation>
        </message>
        <message>
            <source>%1 rows</source>
            <translation>%1 سطور</translation>
        </message>
        <message>
            <source>Nothing here.</source>
            <translation>یہاں کچھ نہیں۔</translation>
        </message>
        <message>
            <source>Nothing here answers the filters above.</source>
            <translation>یہاں کچھ بھی اوپر کے فلٹر پر پورا نہیں اترتا۔</translation>
        </message>
        <message>
            <source>Filter…</source>
            <translation>فلٹر…</translation>
        </message>
        <message>
            <source>The table has become another one meanwhile.</source>
            <translation>اس دوران جدول بدل گیا۔</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::TextViewer</name>
        <message>
            <source>Text</source>
            <translation>متن</translation>
        </message>
        <message>
            <source>Text of the file</source>
            <translation>فائل کا متن</translation>
        </message>
        <message>
            <source>Encoding</source>
            <translation>انکوڈنگ</translation>
        </message>
        <message>
            <source>Before</source>
            <translation>پچھلا</translation>
        </message>
        <message>
            <source>Next</source>
            <translation>اگلا</translation>
        </message>
        <message>
            <source>Find in this text</source>
            <translation>اس متن میں تلاش کریں</translation>
        </message>
        <message>
            <source>Reading …</source>
            <translation>پڑھا جا رہا ہے …</translation>
        </message>
        <message>
            <source>The whole file, %1 bytes</source>
            <translation>پوری فائل، %1 بائٹ</translation>
        </message>
        <message>
            <source>Bytes %1 to %2 of %3</source>
            <translation>کل %3 میں سے بائٹ %1 تا %2</translation>
        </message>
        <message>
            <source>Not found in this part of the text</source>
            <translation>متن کے اس حصے میں نہیں ملا</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::Thumbnails</name>
        <message>
            <source>no picture came back</source>
            <translation>کوئی تصویر واپس نہیں آئی</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::TimelinePlace</name>
        <message>
            <source>Moments</source>
            <translation>لمحات</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>بڑا کریں</translation>
        </message>
        <message>
            <source>Zoom out</source>
            <translation>چھوٹا کریں</translation>
        </message>
        <message>
            <source>Show all of time</source>
            <translation>پورا وقت دکھائیں</translation>
        </message>
        <message>
            <source>Show where most is</source>
            <translation>جہاں سب سے زیادہ ہے دکھائیں</translation>
        </message>
        <message>
            <source>Unmark the range</source>
            <translation>حد ہٹائیں</translation>
        </message>
        <message>
            <source>Show in its folder</source>
            <translation>اپنے فولڈر میں دکھائیں</translation>
        </message>
        <message>
            <source>Logarithmic scale</source>
            <translation>لوگارتھمی پیمانہ</translation>
        </message>
        <message>
            <source>Times of NTFS $FILE_NAME too</source>
            <translation>NTFS $FILE_NAME کے اوقات بھی</translation>
        </message>
        <message>
            <source>Files</source>
            <translation>فائلیں</translation>
        </message>
        <message>
            <source>Others</source>
            <translation>دیگر</translation>
        </message>
        <message>
            <source>Reading every time in the case …</source>
            <translation>مقدمے کا ہر وقت پڑھا جا رہا ہے …</translation>
        </message>
        <message>
            <source>Show or leave out %1</source>
            <translation>%1 دکھائیں یا چھوڑیں</translation>
        </message>
        <message>
            <source>Nothing in this case carries a time.</source>
            <translation>اس مقدمے میں کسی چیز پر وقت درج نہیں۔</translation>
        </message>
        <message>
            <source>%1 moments from %2 to %3</source>
            <translation>%2 سے %3 تک %1 لمحات</translation>
        </message>
        <message>
            <source>%1 moments in view. Drag over the bars to mark a range; the wheel zooms.</source>
            <translation>%1 لمحات زیرِ نظر۔ حد مقرر کرنے کے لیے ستونوں پر گھسیٹیں؛ پہیہ بڑا چھوٹا کرتا ہے۔</translation>
        </message>
        <message>
            <source>Timeline</source>
            <translation>زمانی ترتیب</translation>
        </message>
        <message>
            <source>Choose columns</source>
            <translation>کالم منتخب کریں</translation>
        </message>
        <message>
            <source>Kinds of moments, to show or leave out</source>
            <translation>لمحوں کی قسمیں، دکھانے یا چھوڑنے کے لیے</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::VerbProcess</name>
        <message>
            <source>The program “sanad” is neither beside this one nor on the path.</source>
            <translation>پروگرام ”sanad“ نہ اس کے ساتھ موجود ہے نہ راستے (PATH) پر۔</translation>
        </message>
        <message>
            <source>“%1” could not be started: %2</source>
            <translation>”%1“ شروع نہ ہو سکا: %2</translation>
        </message>
        <message>
            <source>“sanad %1” ended unexpectedly. What it had committed is kept.</source>
            <translation>”sanad %1“ غیر متوقع طور پر بند ہوا۔ جو محفوظ ہو چکا وہ برقرار ہے۔</translation>
        </message>
        <message>
            <source>Stopped. What was done is kept.</source>
            <translation>روک دیا گیا۔ جو ہو چکا محفوظ ہے۔</translation>
        </message>
        <message>
            <source>“sanad %1” did not succeed.</source>
            <translation>”sanad %1“ کامیاب نہیں ہوا۔</translation>
        </message>
    </context>
    <context>
        <name>sanad::gui::WhoReads</name>
        <message>
            <source>Who reads this case?</source>
            <translation>یہ کیس کون پڑھ رہا ہے؟</translation>
        </message>
        <message>
            <source>What a case holds is shown when it is on record who reads it.</source>
            <translation>کیس میں جو کچھ ہے وہ تب دکھایا جاتا ہے جب ریکارڈ پر ہو کہ اسے کون پڑھ رہا ہے۔</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>کھولیں</translation>
        </message>
        <message>
            <source>Do not open</source>
            <translation>نہ کھولیں</translation>
        </message>
    </context>
</TS>
